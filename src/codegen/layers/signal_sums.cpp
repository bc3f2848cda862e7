// What a source of a signal layer keeps, as C (device/runtime/mote_signal.inc is the same for any layer).
#include <fmt/format.h>

#include <algorithm>

#include "codegen/layers/signal.hpp"
#include "mote_signal.h"

namespace mote::codegen {

namespace {

void add_once(std::vector<uint8_t>& list, uint8_t value) {
    if (std::ranges::find(list, value) == list.end()) list.push_back(value);
}

size_t place_in(const std::vector<uint8_t>& list, uint8_t value) {
    return static_cast<size_t>(std::ranges::find(list, value) - list.begin());
}

struct SumType {
    const char* name;
    size_t bytes;
};

SumType unsigned_sum(int64_t most) {
    if (most < 1 << 8) return {"uint8_t", 1};
    if (most < 1 << 16) return {"uint16_t", 2};
    if (most < 1 << 24) return {"mote_uint24", 3};
    return {"uint32_t", 4};
}

SumType signed_sum(int64_t most) {
    if (most < 1 << 15) return {"int16_t", 2};
    if (most < 1 << 23) return {"mote_int24", 3};
    return {"int32_t", 4};
}

SumType type_of_slope(const SignalBounds& b) {
    return unsigned_sum(2 * b.most * b.steps);
}
SumType type_of_band(const SignalBounds& b) {
    return unsigned_sum(3 * b.most * b.steps / 2 + 1);
}

/// "    s->X = (type)(s->X + what);"
std::string add_to(const std::string& member, const SumType& type, const std::string& what) {
    return fmt::format("    s->{0} = ({1})(s->{0} + {2});\n", member, type.name, what);
}

std::string filter_of(const SignalSums& sums, const SignalBounds& bounds, const std::string& step) {
    const std::string limited =
        fmt::format("    if (v > {0}) v = {0};\n    if (v < -{0}) v = -{0};\n", bounds.most);
    if (sums.filter == MOTE_FILTER_NONE) return "";
    if (sums.filter == MOTE_FILTER_DIFFERENCE)
        return fmt::format(
                   "    {{\n        const int16_t now = v;\n        if ({} == 0) s->filter = v;\n        v = "
                   "(int16_t)(v - "
                   "s->filter);\n        s->filter = now;\n    }}\n",
                   step) +
               limited;
    std::string out = fmt::format(
        "    if ({0} == 0) s->filter = (int16_t)(v * {1});\n    s->filter = (int16_t)((s->filter - "
        "(s->filter >> {2})) + v);\n",
        step, 1 << sums.pole, sums.pole);
    if (sums.filter == MOTE_FILTER_LOW)
        return out + fmt::format("    v = (int16_t)(s->filter >> {});\n", sums.pole);
    return out + fmt::format("    v = (int16_t)(v - (s->filter >> {}));\n", sums.pole) + limited;
}

std::string steps_of(const SignalSums& sums, const SignalBounds& bounds) {
    std::string out = "    {\n        const int16_t d = (int16_t)(v - s->before);\n";
    if (sums.slope || sums.steepest) out += "        const uint16_t size = (uint16_t)(d < 0 ? -d : d);\n";
    if (sums.slope)
        out += fmt::format("        s->slope = ({0})(s->slope + size);\n", type_of_slope(bounds).name);
    if (sums.steepest) out += "        if (size > s->steepest) s->steepest = size;\n";
    if (sums.turns)
        out += fmt::format(
            "        if (d != 0) {{\n            const int8_t direction = d > 0 ? 1 : -1;\n"
            "            if (s->direction == -direction) ++s->turns;\n"
            "            s->direction = direction;\n        }}\n");
    return out + "    }\n";
}

std::string lags_of(const SignalSums& sums, const SignalBounds& bounds, const std::string& step) {
    const unsigned ring = sums.ring();
    std::string out;
    for (size_t i = 0; i < sums.lags.size(); ++i) {
        const unsigned lag = sums.lags[i];
        const std::string from =
            lag == ring
                ? "s->ring_at"
                : fmt::format("s->ring_at >= {0} ? s->ring_at - {0} : s->ring_at + {1}", lag, ring - lag);
        out += fmt::format(
            "    if ({0} >= {1}) {{\n        const int16_t d = (int16_t)(v - s->values[{2}]);\n"
            "        s->lags[{3}] = ({4})(s->lags[{3}] + (uint16_t)(d < 0 ? -d : d));\n    }}\n",
            step, lag, from, i, type_of_slope(bounds).name);
    }
    return out +
           fmt::format("    s->values[s->ring_at] = v;\n    if (++s->ring_at == {}) s->ring_at = 0;\n", ring);
}

std::string bands_of(const SignalSums& sums, const SignalBounds& bounds, const std::string& step) {
    std::string out;
    for (size_t i = 0; i < sums.bands.size(); ++i)
        out += fmt::format(
            "    s->bands[{0}] = ({1})(s->bands[{0}] + mote_signal_band(s->parts[{0}], (uint8_t)({2}u * "
            "(uint8_t)({3} & 15u)), v, "
            "({3} & 15u) == 15u || {3} == {4}u));\n",
            i, type_of_band(bounds).name, 2u * sums.bands[i], step, bounds.steps - 1);
    return out;
}

}  // namespace

uint8_t SignalSums::ring() const {
    return lags.empty() ? uint8_t{0} : *std::ranges::max_element(lags);
}

SignalSums sums_of(const model::Signal::Source& source) {
    SignalSums out;
    out.filter = source.filter, out.pole = source.pole;
    for (const auto& feature : source.features) {
        const uint8_t s = feature.statistic;
        if (needs_variance(feature) || s == MOTE_STATISTIC_MEAN) out.sum = true;
        if (needs_variance(feature) || s == MOTE_STATISTIC_ENERGY) out.squares = true;
        if (s == MOTE_STATISTIC_ABSOLUTE) out.absolute = true;
        if (s == MOTE_STATISTIC_SLOPE || s == MOTE_STATISTIC_MOBILITY) out.slope = true;
        const bool extent = s == MOTE_STATISTIC_RANGE || s == MOTE_STATISTIC_CREST;
        if (extent || s == MOTE_STATISTIC_LOW) out.low = true;
        if (extent || s == MOTE_STATISTIC_HIGH) out.high = true;
        if (s == MOTE_STATISTIC_STEEPEST) out.steepest = true;
        if (s == MOTE_STATISTIC_CROSSINGS) out.crossings = true;
        if (s == MOTE_STATISTIC_POSITIVE) out.positive = true;
        if (s == MOTE_STATISTIC_TURNS) out.turns = true;
        if (s == MOTE_STATISTIC_LAG) add_once(out.lags, feature.parameter);
        if (s == MOTE_STATISTIC_BAND) add_once(out.bands, feature.parameter);
    }
    return out;
}

SignalRecord record_of(const SignalSums& sums, const SignalBounds& b) {
    SignalRecord out;
    const auto add = [&](bool wanted, const char* name, const SumType& type, size_t count = 0) {
        if (!wanted) return;
        out.members +=
            fmt::format("    {} {}{};\n", type.name, name, count > 0 ? fmt::format("[{}]", count) : "");
        out.bytes += type.bytes * std::max<size_t>(count, 1);
    };
    const SumType value = signed_sum(b.most), count = unsigned_sum(b.steps);
    add(sums.filter != MOTE_FILTER_NONE, "filter", value);
    add(sums.before(), "before", value);
    add(sums.sum, "sum", signed_sum(b.most * b.steps));
    add(sums.squares, "squares", unsigned_sum(b.most * b.most * b.steps));
    add(sums.absolute, "absolute", unsigned_sum(b.most * b.steps));
    add(sums.slope, "slope", type_of_slope(b));
    add(sums.low, "depth", {"uint16_t", 2});
    add(sums.high, "height", {"uint16_t", 2});
    add(sums.steepest, "steepest", {"uint16_t", 2});
    add(sums.crossings, "crossings", count);
    add(sums.positive, "positive", count);
    add(sums.turns, "turns", count);
    add(sums.turns, "direction", {"int8_t", 1});
    add(!sums.lags.empty(), "lags", type_of_slope(b), sums.lags.size());
    add(!sums.bands.empty(), "bands", type_of_band(b), sums.bands.size());
    if (!sums.bands.empty()) {
        out.members += fmt::format("    int16_t parts[{}][2];\n", sums.bands.size());
        out.bytes += 4 * sums.bands.size();
    }
    add(!sums.lags.empty(), "ring_at", {"uint8_t", 1});
    add(!sums.lags.empty(), "values", value, sums.ring());
    return out;
}

std::string take_value(const SignalSums& sums, const SignalBounds& b, const std::string& step) {
    std::string out = filter_of(sums, b, step);
    if (sums.before()) out += fmt::format("    if ({} == 0) s->before = v;\n", step);
    if (sums.sum) out += add_to("sum", signed_sum(b.most * b.steps), "v");
    if (sums.squares)
        out += add_to("squares", unsigned_sum(b.most * b.most * b.steps), "(uint32_t)((int32_t)v * v)");
    if (sums.absolute)
        out += add_to("absolute", unsigned_sum(b.most * b.steps), "(uint16_t)(v < 0 ? -v : v)");
    // measured from the other end, so that 0 stands for no value yet
    if (sums.low)
        out +=
            fmt::format("    if ((uint16_t)({0} - v) > s->depth) s->depth = (uint16_t)({0} - v);\n", b.most);
    if (sums.high)
        out += fmt::format("    if ((uint16_t)({0} + v) > s->height) s->height = (uint16_t)({0} + v);\n",
                           b.most);
    if (sums.positive) out += "    if (v > 0) ++s->positive;\n";
    if (sums.crossings) out += "    if ((v > 0) != (s->before > 0)) ++s->crossings;\n";
    if (sums.steps()) out += steps_of(sums, b);
    if (!sums.bands.empty()) out += bands_of(sums, b, step);
    if (!sums.lags.empty()) out += lags_of(sums, b, step);
    if (sums.before()) out += "    s->before = v;\n";
    return out;
}

bool needs_variance(const model::Signal::Feature& feature) {
    const uint8_t s = feature.statistic;
    return s == MOTE_STATISTIC_VARIANCE || s == MOTE_STATISTIC_MOBILITY || s == MOTE_STATISTIC_CREST ||
           s == MOTE_STATISTIC_LAG;
}

std::string statistic(const SignalSums& sums, const model::Signal::Feature& feature, const SignalBounds& b) {
    const std::string range = fmt::format("(s->depth + s->height - {})", 2 * b.most);
    switch (feature.statistic) {
        case MOTE_STATISTIC_MEAN:
            return fmt::format("s->sum >> {}", b.mean_shift);
        case MOTE_STATISTIC_LOW:
            return fmt::format("{} - (int16_t)s->depth", b.most);
        case MOTE_STATISTIC_HIGH:
            return fmt::format("(int16_t)s->height - {}", b.most);
        case MOTE_STATISTIC_RANGE:
            return range;
        case MOTE_STATISTIC_ABSOLUTE:
            return "mote_signal_log(s->absolute)";
        case MOTE_STATISTIC_ENERGY:
            return "mote_signal_log(s->squares)";
        case MOTE_STATISTIC_VARIANCE:
            return "variance";
        case MOTE_STATISTIC_SLOPE:
            return "mote_signal_log(s->slope)";
        case MOTE_STATISTIC_STEEPEST:
            return "s->steepest";
        case MOTE_STATISTIC_CROSSINGS:
            return "s->crossings";
        case MOTE_STATISTIC_POSITIVE:
            return "s->positive";
        case MOTE_STATISTIC_TURNS:
            return "s->turns";
        case MOTE_STATISTIC_MOBILITY:
            return "2 * mote_signal_log(s->slope) - variance";
        case MOTE_STATISTIC_CREST:
            return fmt::format("2 * mote_signal_log((uint16_t){}) - variance", range);
        case MOTE_STATISTIC_LAG:
            return fmt::format("2 * mote_signal_log(s->lags[{}]) - variance",
                               place_in(sums.lags, feature.parameter));
        default:
            return fmt::format("mote_signal_log(s->bands[{}])", place_in(sums.bands, feature.parameter));
    }
}

std::pair<int64_t, int64_t> statistic_range(const model::Signal::Feature& feature, const SignalBounds& b) {
    constexpr int64_t log = 2047;
    switch (feature.statistic) {
        case MOTE_STATISTIC_MEAN:
            return {-32768, 32767};
        case MOTE_STATISTIC_LOW:
        case MOTE_STATISTIC_HIGH:
            return {-b.most, b.most};
        case MOTE_STATISTIC_RANGE:
        case MOTE_STATISTIC_STEEPEST:
            return {0, 2 * b.most};
        case MOTE_STATISTIC_CROSSINGS:
        case MOTE_STATISTIC_POSITIVE:
        case MOTE_STATISTIC_TURNS:
            return {0, b.steps};
        case MOTE_STATISTIC_MOBILITY:
        case MOTE_STATISTIC_CREST:
        case MOTE_STATISTIC_LAG:
            return {-log, 2 * log};
        default:
            return {0, log};
    }
}

}  // namespace mote::codegen
