#include "watch_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "curve.hpp"
#include "report/numbers.hpp"
#include "terminal.hpp"

namespace mote::apps {
namespace {

constexpr size_t most_bars = 6;
constexpr size_t longest_class = 16;

/// The classes, most probable first.
std::vector<size_t> by_probability(const std::vector<float>& outputs) {
    std::vector<size_t> order(outputs.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::stable_sort(order, [&](size_t a, size_t b) { return outputs[a] > outputs[b]; });
    return order;
}

}  // namespace

WatchView::WatchView(std::FILE* out, bool moving, bool quiet, const model::Package& package,
                     const std::vector<std::string>& axes)
    : block_(out, moving),
      quiet_(quiet),
      braille_(terminal_has_braille()),
      colour_(moving && std::getenv("NO_COLOR") == nullptr),
      package_(package),
      curves_(axes) {}

void WatchView::on_answer(const ShownAnswer& answer) {
    answer_ = answer;
    answered_ = true;
    if (block_.moving() || quiet_) return;
    std::string text = fmt::format("{:8.2f} s  {}", answer.seconds, fitted(answer.name, longest_class));
    for (size_t k = 0; k < package_.classes.size(); ++k)
        text += fmt::format("  {} {:.3f}", package_.classes[k], answer.outputs[k]);
    say(text);
}

void WatchView::on_other(const std::string& text) {
    if (!block_.moving()) say("no row in  " + text);
}

std::string WatchView::headline() const {
    if (!answered_) return "the first window fills ...";
    std::string name = colour_ ? "\x1b[1m" + answer_.name + "\x1b[0m" : answer_.name;
    if (package_.task == Task::regression)
        return fmt::format("{}: {}   at {:.1f} s", package_.target, name, answer_.seconds);
    return fmt::format("{}   sure by {}   at {:.1f} s", name,
                       report::of_100(static_cast<double>(answer_.outputs[answer_.nearest])),
                       answer_.seconds);
}

std::vector<std::string> WatchView::bars(size_t columns) const {
    std::vector<std::string> out;
    if (package_.task == Task::regression || !answered_) return out;
    const auto keys = label_keys(package_.classes);
    const size_t width = columns - longest_class - 12;
    for (const size_t k : by_probability(answer_.outputs)) {
        if (out.size() == most_bars) break;
        const float share = std::clamp(answer_.outputs[k], 0.0f, 1.0f);
        const auto full = static_cast<size_t>(std::lround(share * static_cast<float>(width)));
        out.push_back(fmt::format("{} {} {:.3f} {}", keys[k] == '\0' ? ' ' : keys[k],
                                  fitted(package_.classes[k], longest_class), share, std::string(full, '#')));
    }
    return out;
}

void WatchView::draw(double rate_hz, bool held, bool stores, const std::string& below) {
    if (!block_.moving()) return;
    const size_t columns = terminal_columns(stdout) - 1;
    std::vector<std::string> lines = {headline()};
    for (auto& line : bars(columns)) lines.push_back(std::move(line));
    for (auto& line : curves_.lines(columns, rate_hz, braille_)) lines.push_back(std::move(line));
    if (!below.empty()) lines.push_back(fitted(below, columns));
    std::string keys = held ? "space go on" : "space hold";
    if (stores) keys += "   the key of a kind stores the window as that kind";
    lines.push_back(fitted(fmt::format("{}   {} end", keys, end_key), columns));
    block_.draw(lines);
}

}  // namespace mote::apps
