#include "data/findings/rate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/reading/characters.hpp"
#include "data/reading/time_stamp.hpp"
#include "data/reading/time_value.hpp"

namespace mote::data {
namespace {

constexpr double no_time = std::numeric_limits<double>::quiet_NaN();

double middle_of(std::vector<double> values) {
    const auto at = values.begin() + std::ssize(values) / 2;
    std::ranges::nth_element(values, at);
    return *at;
}

double mean_of(const std::vector<double>& steps, size_t from, size_t to, double usual) {
    double sum = 0, count = 0;
    for (size_t i = from; i < to; ++i)
        if (steps[i] <= 2 * usual) {
            sum += steps[i];
            ++count;
        }
    return count > 0 ? sum / count : 0;
}

}  // namespace

double Rate::hertz() const {
    if (!(step > 0)) return 0;
    const double scale = unit == "s" ? 1 : unit == "ms" ? 1e3 : unit == "us" ? 1e6 : 0;
    return scale / step;
}

bool Rate::uneven() const {
    return step > 0 && (most > 1.2 * step || least < 0.8 * step);
}

Rate rate_of(const std::vector<double>& times, const std::vector<size_t>& starts) {
    Rate out;
    std::vector<double> steps;
    size_t falls = 0;
    double first = no_time, before = no_time, longest = 0;
    for (size_t i = 0; i < times.size(); ++i) {
        const bool begins = std::ranges::binary_search(starts, i);
        if (std::isnan(times[i])) continue;
        if (begins || std::isnan(before)) {
            out.sessions += begins && i > 0;
            first = before = times[i];
            continue;
        }
        const double step = times[i] - before;
        if (step < 0) {
            ++falls;
            // Back to the beginning: another session.
            if (std::abs(times[i] - first) <= 0.02 * longest) {
                ++out.sessions;
                first = times[i];
            } else {
                ++out.backwards;
            }
        } else if (step == 0) {
            ++out.same;
        } else {
            steps.push_back(step);
        }
        before = times[i];
        longest = std::max(longest, times[i] - first);
    }
    if (steps.size() < 10 || falls * 10 > steps.size()) return out;
    // Clocks of whole seconds above 1 Hz: many rows have the same time.
    const double rows_a_time =
        static_cast<double>(steps.size() + out.same) / static_cast<double>(steps.size());
    out.step = middle_of(steps) / (out.same * 2 > steps.size() ? rows_a_time : 1);
    const double usual = middle_of(steps);
    for (const double step : steps) out.gaps += step > 5 * usual;
    // Of one recording by a clock that resolves its rows; else there is nothing to compare.
    const bool comparable = out.sessions == 1 && out.same * 50 <= steps.size();
    const size_t tenth = std::max<size_t>(steps.size() / 10, 5);
    if (comparable) out.first_tenth = mean_of(steps, 0, tenth, usual);
    if (comparable) out.last_tenth = mean_of(steps, steps.size() - tenth, steps.size(), usual);
    std::ranges::sort(steps);
    const bool coarse = out.same * 2 > steps.size();
    out.least = coarse ? out.step : steps[steps.size() / 20];
    out.most = coarse ? out.step : steps[steps.size() - 1 - steps.size() / 20];
    return out;
}

double seconds_of(std::string_view stamp) {
    const size_t start = stamp.find_first_not_of(" \t[](){}");
    if (start == std::string_view::npos) return no_time;
    stamp.remove_prefix(start);
    return time_stamp_seconds(stamp.substr(0, time_stamp_length(stamp))).value_or(no_time);
}

std::string time_unit_of(const std::string& title) {
    const std::string lower = lowered(title);
    const auto has = [&](const char* word) { return lower.find(word) != std::string::npos; };
    const auto ends = [&](const char* word) {
        return lower.ends_with(std::string("_") + word) || lower.ends_with(std::string(" ") + word) ||
               lower.ends_with(std::string("(") + word + ")") ||
               lower.ends_with(std::string("[") + word + "]") || lower == word;
    };
    if (has("milli") || ends("ms") || ends("msec")) return "ms";
    if (has("micro") || ends("us") || ends("usec")) return "us";
    if (has("second") || ends("s") || ends("sec") || ends("secs")) return "s";
    return "";
}

}  // namespace mote::data
