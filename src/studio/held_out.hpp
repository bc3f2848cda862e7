// The held-out rows of a run, as `mote train --held-out` wrote them (docs/studio.md): a line of JSON, then for each row
// its inputs and its true answer, all as little-endian floats.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote::studio {

struct HeldOut {
    size_t rows = 0, inputs = 0;
    std::vector<std::string> classes;  ///< empty for a regression
    std::vector<float> values;         ///< rows x (inputs + 1)

    const float* row(size_t i) const { return values.data() + i * (inputs + 1); }
    float answer(size_t i) const { return row(i)[inputs]; }
};

Result<HeldOut> read_held_out(const std::filesystem::path& path);

}  // namespace mote::studio
