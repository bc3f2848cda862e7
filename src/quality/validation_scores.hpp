// What thresholds and probabilities are chosen on.
#pragma once

#include <cstdint>
#include <vector>

#include "core/samples.hpp"

namespace mote::quality {

/// Scores of rows by models that were not trained on them.
struct ValidationScores {
    Task task = Task::binary;
    size_t width = 1;            ///< scores a row: 1 of two classes, else one a class
    std::vector<double> scores;  ///< rows x width, nats
    std::vector<uint16_t> labels;
    std::vector<uint32_t> groups = {};  ///< of each row, where rows hang together; else empty

    size_t rows() const { return labels.size(); }
};

}  // namespace mote::quality
