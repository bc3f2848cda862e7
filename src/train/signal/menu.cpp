#include "train/signal/menu.hpp"

#include <algorithm>

#include "mote_signal.h"

namespace mote::train::signal {

namespace {

using Source = model::Signal::Source;
using Feature = model::Signal::Feature;

constexpr uint16_t many_axes = 12;     // of more, only the statistics without a parameter
constexpr uint16_t most_in_group = 6;  // a length over more axes says little

/// Lags and bands, cycles in 128 steps.
constexpr uint8_t lags[] = {2, 4, 8, 16, 32}, bands[] = {4, 8, 12, 16, 24, 32, 40, 48, 56, 64};

void add(Source& source, std::initializer_list<int> statistics) {
    for (const int s : statistics) source.features.push_back({static_cast<uint8_t>(s), 0, 0});
}

void add_parameters(Source& source, uint32_t counted) {
    for (const uint8_t lag : lags)
        if (2u * lag < counted) source.features.push_back({MOTE_STATISTIC_LAG, lag, 0});
    if (counted < MOTE_SIGNAL_SEGMENT) return;
    for (const uint8_t cycles : bands) source.features.push_back({MOTE_STATISTIC_BAND, cycles, 0});
}

/// Steps that a high pass looks back over, about 2^shift, are a fraction of the row.
uint8_t high_pass_shift(unsigned width, uint32_t counted) {
    const unsigned most = std::min(7u, MOTE_SIGNAL_FILTER_BITS - width);
    return static_cast<uint8_t>(counted < 24 ? std::min(most, 2u) : std::min(most, 4u));
}

void add_sources(std::vector<Source>& out, const AxisGroup& group, unsigned width, uint32_t counted,
                 bool parameters) {
    Source plain{group.first, group.axes, MOTE_FILTER_NONE, 0, {}};
    add(plain, {MOTE_STATISTIC_MEAN, MOTE_STATISTIC_LOW, MOTE_STATISTIC_HIGH, MOTE_STATISTIC_RANGE,
                MOTE_STATISTIC_ABSOLUTE, MOTE_STATISTIC_ENERGY, MOTE_STATISTIC_VARIANCE, MOTE_STATISTIC_SLOPE,
                MOTE_STATISTIC_STEEPEST, MOTE_STATISTIC_CROSSINGS, MOTE_STATISTIC_POSITIVE,
                MOTE_STATISTIC_TURNS, MOTE_STATISTIC_MOBILITY, MOTE_STATISTIC_CREST});
    Source high{group.first, group.axes, MOTE_FILTER_HIGH, high_pass_shift(width, counted), {}};
    add(high, {MOTE_STATISTIC_HIGH, MOTE_STATISTIC_LOW, MOTE_STATISTIC_ABSOLUTE, MOTE_STATISTIC_VARIANCE,
               MOTE_STATISTIC_CROSSINGS, MOTE_STATISTIC_MOBILITY, MOTE_STATISTIC_CREST});
    if (parameters) add_parameters(plain, counted), add_parameters(high, counted);
    Source step{group.first, group.axes, MOTE_FILTER_DIFFERENCE, 0, {}};
    add(step,
        {MOTE_STATISTIC_VARIANCE, MOTE_STATISTIC_POSITIVE, MOTE_STATISTIC_MOBILITY, MOTE_STATISTIC_CREST});
    out.push_back(std::move(plain));
    out.push_back(std::move(high));
    out.push_back(std::move(step));
}

}  // namespace

std::vector<AxisGroup> magnitude_groups(uint16_t axes) {
    std::vector<AxisGroup> out;
    if (axes % 3 == 0) {
        for (uint16_t first = 0; first < axes; first = static_cast<uint16_t>(first + 3))
            out.push_back({static_cast<uint8_t>(first), 3});
    } else if (axes > 1 && axes <= most_in_group) {
        out.push_back({0, static_cast<uint8_t>(axes)});
    }
    return out;
}

std::vector<Source> menu(uint16_t axes, unsigned width, uint32_t counted) {
    std::vector<Source> out;
    const bool parameters = axes <= many_axes;
    for (uint16_t axis = 0; axis < axes; ++axis)
        add_sources(out, {static_cast<uint8_t>(axis), 1}, width, counted, parameters);
    for (const auto& group : magnitude_groups(axes)) add_sources(out, group, width, counted, parameters);
    return out;
}

}  // namespace mote::train::signal
