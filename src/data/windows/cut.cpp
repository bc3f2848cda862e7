#include "data/windows/cut.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "data/cell.hpp"
#include "data/series.hpp"
#include "data/windows/rate.hpp"
#include "data/windows/sessions.hpp"

namespace mote::data {
namespace {

constexpr uint16_t longest_shift = 32767;  // that the chip counts (mote_window.c)

std::string of_steps(uint16_t steps, double hz) {
    return hz > 0 ? fmt::format("{} rows ({:.4g} s)", steps, steps / hz) : fmt::format("{} rows", steps);
}

Result<uint16_t> steps_of_span(const Span& span, const Rate& rate, const char* option, size_t axes) {
    if (span.seconds && rate.hz <= 0)
        return Error{ErrorCode::usage, "seconds say nothing: the rows have no clock and no rate is known",
                     option, fmt::format("give rows, as {} 100, or the rate with --rate HZ", option)};
    const double steps = span.seconds ? std::round(span.amount * rate.hz) : span.amount;
    const size_t most = option == std::string("--shift") ? 65535 : max_inputs / std::max<size_t>(axes, 1);
    if (steps < 1)
        return Error{ErrorCode::usage, "shorter than a row", option,
                     fmt::format("there are {:.6g} rows a second: give more seconds", rate.hz)};
    if (steps > static_cast<double>(most))
        return Error{ErrorCode::usage,
                     fmt::format("{:.0f} rows of {} axes are more values than a model takes ({})", steps,
                                 axes, max_inputs),
                     option, fmt::format("give at most {} rows, or leave axes out with --drop", most)};
    return static_cast<uint16_t>(steps);
}

Result<Windowing> windowing_of(const Table& table, const Cutting& cutting, const Rate& rate) {
    if (cutting.known) return cutting.known;
    Windowing out;
    MOTE_TRY(steps, steps_of_span(*cutting.options.window, rate, "--window", table.columns.size()));
    out.steps = steps;
    out.shift = static_cast<uint16_t>((steps + 1) / 2);
    if (cutting.options.shift) {
        MOTE_TRY(shift, steps_of_span(*cutting.options.shift, rate, "--shift", 1));
        if (shift > longest_shift)
            return Error{ErrorCode::usage, fmt::format("{} rows between windows are too many", shift),
                         "--shift", fmt::format("give at most {}", longest_shift)};
        out.shift = shift;
    }
    out.rate_hz = rate.hz;
    out.axes = table.columns;
    out.session = cutting.options.session;
    return out;
}

/// The cells of a recording by step, in one of the three types.
class Values {
  public:
    Values(const SampleMatrix& samples, const Steps& steps) : samples_(samples), steps_(steps) {}

    template <class T>
    T at(size_t step, size_t axis) const {
        const float here = samples_.at(steps_.row[step], axis);
        if (!steps_.resampled() || steps_.ahead[step] == 0) return static_cast<T>(here);
        const float there = samples_.at(steps_.next[step], axis);
        const float value = here + steps_.ahead[step] * (there - here);
        return static_cast<T>(std::is_integral_v<T> ? std::round(value) : value);
    }

  private:
    const SampleMatrix& samples_;
    const Steps& steps_;
};

/// Cuts one table; the parts of cut_windows that share state.
class Cutter {
  public:
    Cutter(const Table& table, const Cutting& cutting, Windowing windowing, Windows& out)
        : table_(table),
          cutting_(cutting),
          windowing_(std::move(windowing)),
          out_(out),
          used_(table.rows),
          incomplete_(table.rows),
          in_mixed_(table.rows) {
        for (const uint32_t row : table.incomplete) incomplete_[row] = true;
        if (table.target) codes_ = table.target->labelled() ? table.target->codes : std::vector<uint32_t>();
        if (table.target) target_.emplace(table.target->name);
        out_.table.samples = nullptr;
        values_ = std::visit([](const auto& v) { return SampleMatrix::Storage(std::decay_t<decltype(v)>()); },
                             table.samples->storage());
    }

    Status cut(const std::vector<Steps>& sessions) {
        if (!cutting_.known) windowing_.centred = a_gesture_each(sessions);
        for (size_t s = 0; s < sessions.size(); ++s) {
            steps_ = &sessions[s];
            session_ = static_cast<uint32_t>(s);
            MOTE_CHECK(cut_session());
        }
        return Done{};
    }

    void finish() {
        auto& table = out_.table;
        table.samples = std::make_shared<const SampleMatrix>(std::move(values_), row_values());
        if (target_) table.target = target_->take();
        out_.report.rows = table_.rows;
        out_.report.rows_used = static_cast<size_t>(std::ranges::count(used_, true));
        for (size_t row = 0; row < table_.rows; ++row)
            out_.report.mixed_rows += in_mixed_[row] && !used_[row];
        out_.windowing = windowing_;
    }

  private:
    size_t axes() const { return table_.columns.size(); }
    size_t row_values() const { return windowing_.steps * axes(); }

    bool a_gesture_each(const std::vector<Steps>& sessions) const {
        if (sessions.size() < 2 || cutting_.options.shift) return false;
        size_t alike = 0;
        bool unequal = false;
        for (const auto& steps : sessions) {
            alike += steps.size() * 2 >= windowing_.steps && steps.size() < 2u * windowing_.steps;
            unequal = unequal || steps.size() != sessions[0].size();
        }
        return unequal && alike * 4 >= sessions.size() * 3;
    }

    Status cut_session() {
        const size_t steps = steps_->size(), window = windowing_.steps;
        if (steps * 2 < window) {
            ++out_.report.short_sessions;
            return Done{};
        }
        if (steps < window) {
            MOTE_TRY(taken, take(0));
            out_.report.padded += taken;
            return Done{};
        }
        if (windowing_.centred && steps > window && steps < 2 * window) {
            MOTE_TRY(taken, take(most_energy()));
            out_.report.centred += taken;
            return Done{};
        }
        for (size_t start = 0; start + window <= steps; start += windowing_.shift) MOTE_CHECK(take(start));
        return Done{};
    }

    /// The start of the window with most energy: squared deviations, each axis by its own deviation.
    size_t most_energy() const {
        const Values values(*table_.samples, *steps_);
        const size_t steps = steps_->size();
        std::vector<double> energy(steps, 0);
        for (size_t axis = 0; axis < axes(); ++axis) {
            double sum = 0, squares = 0;
            for (size_t t = 0; t < steps; ++t) sum += values.at<float>(t, axis);
            const double mean = sum / static_cast<double>(steps);
            for (size_t t = 0; t < steps; ++t) squares += std::pow(values.at<float>(t, axis) - mean, 2);
            for (size_t t = 0; t < steps && squares > 0; ++t)
                energy[t] += std::pow(values.at<float>(t, axis) - mean, 2) / squares;
        }
        double here = 0, best = 0;
        size_t start = 0;
        for (size_t t = 0; t < steps; ++t) {
            here += energy[t] - (t >= windowing_.steps ? energy[t - windowing_.steps] : 0);
            if (t + 1 >= windowing_.steps && here > best * (1 + 1e-9))
                best = here, start = t + 1 - windowing_.steps;
        }
        return start;
    }

    /// The window from `start` on; false: left out.
    Result<bool> take(size_t start) {
        const size_t end = std::min(start + windowing_.steps, steps_->size());
        for (size_t t = start; t < end; ++t)
            if (lacks(t)) return ++out_.report.incomplete, false;
        std::string label;
        if (target_) {
            const auto found = label_of(start, end);
            if (!found && !cutting_.keep_all) {
                for (size_t t = start; t < end; ++t) in_mixed_[steps_->row[t]] = true;
                return ++out_.report.mixed, false;
            }
            label = found.value_or("");
            if (label.empty() && !cutting_.keep_all) return ++out_.report.unlabelled, false;
            MOTE_CHECK(target_->push(label));
        }
        std::visit([&](auto& values) { append(values, start); }, values_);
        for (size_t t = start; t < end; ++t) used_[steps_->row[t]] = true;
        place(start);
        return true;
    }

    bool lacks(size_t step) const {
        return incomplete_[steps_->row[step]] || (steps_->resampled() && incomplete_[steps_->next[step]]);
    }

    /// The one label of the steps, empty where none has one; nothing where there are several.
    std::optional<std::string> label_of(size_t start, size_t end) const {
        const auto& target = *table_.target;
        if (!cutting_.classes || codes_.empty()) return target.text(steps_->row[end - 1]);
        uint32_t code = no_code;
        for (size_t t = start; t < end; ++t) {
            const uint32_t other = codes_[steps_->row[t]];
            if (other == no_code || other == code) continue;
            if (code != no_code) return std::nullopt;
            code = other;
        }
        return code == no_code ? "" : target.texts[code];
    }

    template <class T>
    void append(std::vector<T>& values, size_t start) {
        const Values from(*table_.samples, *steps_);
        for (size_t t = start; t < start + windowing_.steps; ++t)
            for (size_t axis = 0; axis < axes(); ++axis)
                values.push_back(from.at<T>(std::min(t, steps_->size() - 1), axis));
    }

    void place(size_t start) {
        auto& table = out_.table;
        const uint32_t row = steps_->row[start];
        out_.places.push_back({session_, static_cast<uint32_t>(start), row});
        const auto number = static_cast<uint32_t>(table.rows++);
        table.line_jumps.emplace_back(number, table_.line_of(row));
        if (table_.files.empty()) return;
        const auto after = std::ranges::upper_bound(table_.file_starts, row);
        const auto& file = table_.files[static_cast<size_t>(after - table_.file_starts.begin()) - 1];
        if (!table.files.empty() && table.files.back() == file) return;
        table.files.push_back(file);
        table.file_starts.push_back(number);
    }

    const Table& table_;
    const Cutting& cutting_;
    Windowing windowing_;
    Windows& out_;
    std::vector<bool> used_, incomplete_, in_mixed_;
    std::vector<uint32_t> codes_;
    std::optional<TargetBuilder> target_;
    SampleMatrix::Storage values_;
    const Steps* steps_ = nullptr;
    uint32_t session_ = 0;
};

std::vector<std::string> window_columns(const Windowing& windowing) {
    std::vector<std::string> out;
    for (size_t t = 0; t < windowing.steps; ++t)
        for (const auto& axis : windowing.axes) out.push_back(fmt::format("t{}_{}", t, axis));
    return out;
}

double percent(size_t part, size_t whole) {
    return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void tell_cutting(const Table& table, Windows& out) {
    const auto& r = out.report;
    const auto& w = out.windowing;
    const auto note = [&](std::string text) { out.notices.push_back("windows  " + std::move(text)); };
    const bool in_parts = r.fragments > 0 || r.gaps > 0 || table.origin.session || table.files.size() > 1;
    note(fmt::format("{} of {}, one every {}, of {} sessions{}", out.table.rows, of_steps(w.steps, w.rate_hz),
                     of_steps(w.shift, w.rate_hz), r.sessions, in_parts ? "" : " (the file as a whole)"));
    if (w.rate_hz > 0)
        note(fmt::format("rate {:.6g} rows a second{}", w.rate_hz,
                         r.rate_source.empty() ? "" : ", " + r.rate_source));
    if (r.fragments > 0)
        note(fmt::format("blank lines part {} fragments",
                         r.fragments + std::max<size_t>(1, table.files.size())));
    if (r.gaps > 0) note(fmt::format("{} gaps of the clock are not crossed", r.gaps));
    if (r.resampled > 0)
        note(fmt::format("{} of {} sessions resampled to {:.6g} rows a second: their clock drifts",
                         r.resampled, r.sessions, w.rate_hz));
    if (r.padded > 0)
        note(fmt::format("{} of sessions that are shorter: the last row is repeated", r.padded));
    if (r.centred > 0)
        note(fmt::format("{} sessions of less than two windows: one, centred on its energy", r.centred));
    if (r.short_sessions > 0)
        note(fmt::format("{} sessions left out: shorter than half a window", r.short_sessions));
    if (r.mixed > 0)
        note(fmt::format("{} with more than one label left out, {:.1f} % of the rows are in no other",
                         r.mixed, percent(r.mixed_rows, r.rows)));
    if (r.unlabelled > 0) note(fmt::format("{} without a label left out", r.unlabelled));
    if (r.incomplete > 0) note(fmt::format("{} in which a row lacks an input left out", r.incomplete));
    if (r.rows_used < r.rows)
        note(fmt::format("{:.1f} % of the rows are in no window", percent(r.rows - r.rows_used, r.rows)));
}

Error no_window(const Table& table, const Windows& out, size_t longest) {
    const auto& r = out.report;
    if (r.short_sessions == r.sessions)
        return {ErrorCode::input,
                fmt::format("no session has half a window of {} rows: the longest has {}",
                            out.windowing.steps, longest),
                table.file, fmt::format("give --window {} or less", std::max<size_t>(1, longest))};
    return {ErrorCode::input,
            fmt::format("no window is left: {} have more than one label, {} none, {} lack an input", r.mixed,
                        r.unlabelled, r.incomplete),
            table.file, "give a shorter --window, or a --session that tells recordings apart"};
}

}  // namespace

Result<Windows> cut_windows(const Table& table, const Cutting& cutting) {
    Windows out;
    const auto sessions = find_sessions(table);
    Rate rate = find_rate(table, sessions, cutting.options.rate_hz);
    if (cutting.known && cutting.known.rate_hz > 0 && rate.by_clock) rate.hz = cutting.known.rate_hz;
    MOTE_TRY(windowing, windowing_of(table, cutting, rate));
    out.report.sessions = sessions.list.size();
    out.report.fragments = sessions.fragments;
    out.report.gaps = sessions.gaps;
    out.report.rate_source = rate.source;
    std::vector<Steps> steps;
    size_t longest = 0;
    for (const auto& session : sessions.list) {
        steps.push_back(steps_of(table, session, rate));
        out.report.resampled += steps.back().resampled();
        longest = std::max(longest, steps.back().size());
    }
    out.table.file = table.file;
    out.table.header = table.header;
    out.table.left_out = table.left_out;
    out.table.columns = window_columns(windowing);
    out.table.lost_digits.assign(out.table.columns.size(), 0);
    for (size_t c = 0; c < out.table.columns.size(); ++c)
        out.table.lost_digits[c] = table.lost_digits[c % table.columns.size()];
    Cutter cutter(table, cutting, std::move(windowing), out);
    MOTE_CHECK(cutter.cut(steps));
    cutter.finish();
    if (out.table.rows == 0) return no_window(table, out, longest);
    tell_cutting(table, out);
    return out;
}

}  // namespace mote::data
