#include "record_events.hpp"

#include <cmath>
#include <cstdlib>

namespace mote::apps {

namespace {

using nlohmann::ordered_json;

constexpr size_t most_rows = 10, ticks_a_state = 4;

/// Null where nothing was measured.
ordered_json number_of(const std::string& cell) {
    const double value = cell.empty() ? std::nan("") : std::strtod(cell.c_str(), nullptr);
    return std::isfinite(value) ? ordered_json(value) : ordered_json();
}

ordered_json thinned(const std::vector<std::vector<std::string>>& rows) {
    ordered_json out = ordered_json::array();
    const size_t count = std::min(rows.size(), most_rows);
    for (size_t i = 0; i < count; ++i) {
        ordered_json row = ordered_json::array();
        for (const auto& cell : rows[i * rows.size() / count]) row.push_back(number_of(cell));
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace

ordered_json to_json(const live::WrittenSession& s) {
    return {{"session", s.name},          {"label", s.label},           {"rows", s.rows},
            {"seconds", s.seconds},       {"rate_hz", s.clock.rate_hz}, {"drift", s.clock.drift},
            {"jitter_s", s.clock.jitter}, {"even", s.clock.even}};
}

Status RecordEvents::open(const std::string& path) {
    file_.open(path, std::ios::trunc);
    if (!file_)
        return Error{ErrorCode::io, "cannot be written", path, "name a file in a folder that is there"};
    return Done{};
}

void RecordEvents::write(const ordered_json& event) {
    file_ << event.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << '\n' << std::flush;
}

void RecordEvents::on_axes(const std::vector<std::string>& axes) {
    if (file_.is_open()) write({{"event", "axes"}, {"axes", axes}});
}

void RecordEvents::on_row(std::span<const std::string> cells) {
    if (!file_.is_open()) return;
    ++all_rows_;
    rows_.emplace_back(cells.begin(), cells.end());
}

void RecordEvents::on_session(const live::WrittenSession& session) {
    if (!file_.is_open()) return;
    ordered_json event{{"event", "session"}};
    event.update(to_json(session));
    write(event);
}

void RecordEvents::on_other(const std::string& text, size_t count) {
    other_ = text;
    other_count_ = count;
}

void RecordEvents::on_tick(const live::Recorder& recorder) {
    if (!file_.is_open()) return;
    if (!rows_.empty()) write({{"event", "rows"}, {"rows", thinned(rows_)}});
    rows_.clear();
    if (other_count_ != other_told_) write({{"event", "other"}, {"count", other_count_}, {"last", other_}});
    other_told_ = other_count_;
    ordered_json state{{"event", "state"},
                       {"running", recorder.running()},
                       {"label", recorder.labels()[recorder.label()]},
                       {"rows", recorder.rows()},
                       {"seconds", recorder.running() ? recorder.seconds() : 0.0},
                       {"all", all_rows_}};
    const bool turned =
        state_.is_null() || state_["running"] != state["running"] || state_["label"] != state["label"];
    if (!turned && (++ticks_ % ticks_a_state != 0 || state == state_)) return;
    state_ = std::move(state);
    write(state_);
}

}  // namespace mote::apps
