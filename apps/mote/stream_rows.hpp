// The rows that `mote stream` sends, and what is known about their true answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "data/csv.hpp"
#include "link/session.hpp"
#include "model/package.hpp"
#include "stream.hpp"

namespace mote::apps {

struct StreamRows {
    data::Table table;                      ///< of the whole file
    SampleMatrix samples;                   ///< of the whole file, in the order of the model's columns
    std::vector<uint32_t> index;            ///< rows of the file to send, from 0, ascending
    std::optional<model::Package> package;  ///< when a run was given
    unsigned why = 0;                       ///< contributions told of each row; needs a package
};

/// Reads the file and picks the rows. Errors: those of read_csv, of the model, of the row files; usage for a
/// range that is none or selects nothing.
Result<StreamRows> load_stream_rows(const StreamOptions& options);

/// The last two bytes of model.bin.
uint16_t checksum_of(const model::Package& package);

/// Names of the classes and the true answers, as far as they are known; fixed when the board has told its
/// task.
struct Truth {
    Task task = Task::binary;
    std::vector<std::string> classes;  ///< one an output; empty for regression
    std::optional<Targets> targets;    ///< rows of the whole file
};

/// Errors (usage, input): the target column does not fit the board's task or its number of classes, or the
/// run is not the model on the board (by its checksum, where the board tells it; `force` lets another model of
/// the same shape pass).
Result<Truth> match_truth(const StreamRows& rows, const link::ModelInfo& board, bool force = false);

}  // namespace mote::apps
