// A model of the table of statistics -> the model of the recording.
#pragma once

#include "train/signal/table.hpp"

namespace mote::train::signal {

/// The statistics that `tail` reads, computed by a signal layer in front of its layers; all others are left out, and so
/// are axes that nothing reads. columns[i]: the column of the table that its input i is. Error (usage) when its inputs
/// are encoded in a way that the layer cannot give.
Result<model::Model> assemble(const Table& table, const std::vector<size_t>& columns,
                              const model::Model& tail);

}  // namespace mote::train::signal
