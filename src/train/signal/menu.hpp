// The statistics that are on offer for recordings of some shape.
#pragma once

#include <cstdint>
#include <vector>

#include "core/samples.hpp"
#include "model/model.hpp"

namespace mote::train::signal {

/// Axes that a magnitude is taken over: each triple where all axes are in triples (as accelerometers and gyroscopes
/// have them), else all axes if they are few.
struct AxisGroup {
    uint8_t first = 0, axes = 1;
};
std::vector<AxisGroup> magnitude_groups(uint16_t axes);

/// Every source with every feature worth looking at, for a layer of this width over rows of which so many steps
/// count; less of each axis where there are many axes.
std::vector<model::Signal::Source> menu(uint16_t axes, unsigned width, uint32_t counted);

}  // namespace mote::train::signal
