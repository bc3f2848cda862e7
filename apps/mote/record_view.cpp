#include "record_view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "curve.hpp"
#include "report/numbers.hpp"
#include "terminal.hpp"

namespace mote::apps {
namespace {

constexpr double rate_window = 1;    // seconds over which rows are counted
constexpr double between_lines = 5;  // seconds, on a pipe
constexpr size_t others_shown = 5;

}  // namespace

std::string session_words(const live::WrittenSession& session) {
    std::string out =
        fmt::format("{}: {}, {} rows", session.name, session.label, report::count_text(session.rows));
    const auto& clock = session.clock;
    if (clock.rate_hz <= 0) return out;
    out += fmt::format(" in {:.1f} s ({:.5g} a second", session.seconds, clock.rate_hz);
    if (clock.drift != 0) out += fmt::format(", drift {:+.2f} %", 100 * clock.drift);
    if (clock.jitter > 0) out += fmt::format(", off by {:.0f} ms", std::ceil(1000 * clock.jitter));
    out += ")";
    return clock.even ? out : out + "\n  its lines came too unevenly for one clock: their own times are kept";
}

RecordView::RecordView(std::FILE* out, bool moving)
    : block_(out, moving),
      braille_(terminal_has_braille()),
      colour_(moving && std::getenv("NO_COLOR") == nullptr) {}

void RecordView::on_axes(const std::vector<std::string>& axes, bool named) {
    say(fmt::format("{} {}: {}{}", axes.size(), axes.size() == 1 ? "axis" : "axes", fmt::join(axes, ", "),
                    named ? "" : " (the board says no names: --axes gives them)"));
    curves_.emplace(axes);
}

void RecordView::on_row(std::span<const std::string> cells) {
    curves_->add(cells);
    ++rows_;
}

void RecordView::on_other(const std::string& text, size_t count) {
    if (block_.moving()) return;  // the block shows the last one
    if (count <= others_shown) say("no row in  " + text);
    if (count == others_shown) say("no row in  ... further lines are counted");
}

double RecordView::rate(double now) {
    if (now - looked_ < rate_window) return rate_;
    rate_ = static_cast<double>(rows_ - rows_before_) / (now - looked_);
    looked_ = now;
    rows_before_ = rows_;
    return rate_;
}

std::string RecordView::state_line(const live::Recorder& recorder, double limit) const {
    const auto& label = recorder.labels()[recorder.label()];
    if (!recorder.running())
        return fmt::format("( ) ready      {}   {} written", label,
                           report::count_text(recorder.written().size()) +
                               (recorder.written().size() == 1 ? " session" : " sessions"));
    const std::string mark = colour_ ? "\x1b[31m(*) recording\x1b[0m" : "(*) recording";
    return fmt::format("{}  {}   {:.1f} s{}   {} rows", mark, label, recorder.seconds(),
                       limit > 0 ? fmt::format(" of {:.4g} s", limit) : "",
                       report::count_text(recorder.rows()));
}

std::string RecordView::keys_line(const live::Recorder& recorder) const {
    std::string out = recorder.running() ? "space stop" : "space start";
    const auto& labels = recorder.labels();
    const auto keys = label_keys(labels);
    for (size_t i = 0; i < labels.size() && labels.size() > 1; ++i)
        if (keys[i] != '\0') out += fmt::format("   {} {}", keys[i], labels[i]);
    return out + fmt::format("   {} end", end_key);
}

void RecordView::draw(const live::Recorder& recorder, double now, double limit,
                      const live::OtherLines& other) {
    if (!block_.moving() || !curves_) return;
    const size_t columns = terminal_columns(stdout);
    const double hz = rate(now);
    std::vector<std::string> lines = {state_line(recorder, limit)};
    for (auto& line : curves_->lines(columns - 1, hz, braille_)) lines.push_back(std::move(line));
    std::string below = fmt::format("{:.1f} rows a second", hz);
    if (other.count > 0) below += fmt::format("   {} other lines, the last: {}", other.count, other.last);
    lines.push_back(fitted(below, columns - 1));
    lines.push_back(fitted(keys_line(recorder), columns - 1));
    block_.draw(lines);
}

void RecordView::progress(const live::Recorder& recorder, double now) {
    if (block_.moving() || !recorder.running() || now - told_ < between_lines) return;
    told_ = now;
    say(fmt::format("recording {}: {:.1f} s, {} rows", recorder.labels()[recorder.label()],
                    recorder.seconds(), report::count_text(recorder.rows())));
}

}  // namespace mote::apps
