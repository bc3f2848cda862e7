// The held-out rows of a run as one file, for whoever wants to ask the model about them again (docs/studio.md).
#pragma once

#include <filesystem>

#include "core/result.hpp"
#include "data/dataset.hpp"

namespace mote::pipeline {

/// A line of JSON (rows, inputs, steps, axes, columns, classes, integral), then a row of inputs and its true answer (the
/// number of the class, or the value) after another, as little-endian floats. Errors: io.
Status write_held_out(const std::filesystem::path& path, const data::Dataset& data);

}  // namespace mote::pipeline
