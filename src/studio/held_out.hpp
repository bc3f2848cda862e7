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
    size_t steps = 1, axes = 1;        ///< steps x axes inputs
    std::vector<std::string> columns;  ///< titles of the inputs
    std::vector<std::string> classes;  ///< empty for a regression
    bool integral = false;             ///< every input is a whole number
    std::vector<float> values;         ///< rows x (inputs + 1)

    const float* row(size_t i) const { return values.data() + i * (inputs + 1); }
    float answer(size_t i) const { return row(i)[inputs]; }
};

/// Error (io): it cannot be read, or is damaged.
Result<HeldOut> read_held_out(const std::filesystem::path& path);

/// As in the file.
std::string to_bytes(const HeldOut& rows);

/// At most `count` of the rows, each class in its turn, spread over the file; of a regression spread over the file.
HeldOut examples_of(const HeldOut& rows, size_t count);

}  // namespace mote::studio
