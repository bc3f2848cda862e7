// How scores become a class where the model has thresholds of its own: part of model.bin (docs/model-format.md).
#pragma once

#include <cstdint>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"

namespace mote::model {

class ByteReader;
class ByteWriter;

/// All numbers count in steps of a score; of a float model in steps of 2^-13.
struct Decision {
    /// Binary: class 0 up to this score, class 1 above it (above low + band, with a band).
    int32_t low = 0;
    /// Multiclass: penalties[k] * 2^penalty_shift is taken off the score of class k. One a class; empty: none.
    std::vector<uint8_t> penalties;
    uint8_t penalty_shift = 0;
    /// Binary: scores above `low` up to low + band have no class. Multiclass: nor have rows whose best score leads by less
    /// than this. 0: every row has a class.
    uint32_t band = 0;

    bool operator==(const Decision&) const = default;
};

/// Within the limits of the format, for a model of this task with so many scores.
Status check_decision(const Decision& decision, Task task, size_t scores);
void write_decision(ByteWriter& out, const Decision& decision, Task task);
/// Reads what mote_open has accepted.
Decision read_decision(ByteReader& in, Task task, size_t scores);

/// Steps of a score in nats: 2^e, what the numbers of a decision count in.
int decision_exponent(bool float_scores, int score_exponent);

}  // namespace mote::model
