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

/// What scores, nats of the trained model, are multiplied by where they become probabilities: 2^exponent times a fraction
/// of 1 / log2(e) to 2 / log2(e), 0.693 to 1.386. Classes stay as they are.
struct Slope {
    int8_t exponent = 0;     ///< +-MOTE_MAX_SLOPE_EXPONENT
    uint8_t fraction = 113;  ///< (1 + fraction / 256) / log2(e); not 0

    /// The nearest one. `factor`: 2^-7 to 2^7.
    static Slope nearest(double factor);
    double factor() const;
    bool operator==(const Slope&) const = default;
};

struct Model;

/// Within the limits of the format: the model's decision, its slope and its fills, which share a part of the file.
Status check_decision(const Model& model);
bool has_decision_part(const Model& model);  ///< whether model.bin has one
void write_decision(ByteWriter& out, const Model& model);
/// Reads what mote_open has accepted into the model.
void read_decision(ByteReader& in, Model& model);

/// Steps of a score in nats: 2^e, what the numbers of a decision count in.
int decision_exponent(bool float_scores, int score_exponent);

}  // namespace mote::model
