// Sources of a signal layer that share their code: what they keep while a row comes in, and the C of that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/model.hpp"

namespace mote::codegen {

/// What is summed up for a source; features are made of it after the last step.
struct SignalSums {
    bool sum = false, squares = false, absolute = false, slope = false, low = false, high = false,
         steepest = false, crossings = false, positive = false, turns = false;
    std::vector<uint8_t> lags, bands;  ///< in the order of the features, each once
    uint8_t filter = 0, pole = 0;
    bool operator==(const SignalSums&) const = default;

    bool steps() const { return slope || steepest || turns; }
    bool before() const { return steps() || crossings; }
    uint8_t ring() const;  ///< values kept for the longest lag
};
SignalSums sums_of(const model::Signal::Source& source);

/// Widths that sums need.
struct SignalBounds {
    int64_t most = 0;    ///< magnitude of a value
    uint32_t steps = 0;  ///< that count
    unsigned mean_shift = 0;
};

/// The members of the struct that holds the sums, and its bytes on the chip; all are 0 when a row begins.
struct SignalRecord {
    std::string members;
    size_t bytes = 0;
};
SignalRecord record_of(const SignalSums& sums, const SignalBounds& bounds);

/// Statements that take `int16_t v` in; `s` points to the struct, `step` names the number of this step.
std::string take_value(const SignalSums& sums, const SignalBounds& bounds, const std::string& step);

/// int16_t expression of a feature before it is shifted.
std::string statistic(const SignalSums& sums, const model::Signal::Feature& feature,
                      const SignalBounds& bounds);
/// Whether that expression uses `variance`, the logarithm of the variance.
bool needs_variance(const model::Signal::Feature& feature);
/// Its least and greatest number, not shifted.
std::pair<int64_t, int64_t> statistic_range(const model::Signal::Feature& feature,
                                            const SignalBounds& bounds);

/// The variable that counts the steps that a first signal layer does not look at; none where it looks at all.
std::string skipped_steps(const model::Model& model);

}  // namespace mote::codegen
