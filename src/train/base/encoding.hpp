// How samples become activations: chosen from training rows alone.
#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "core/samples.hpp"
#include "model/model.hpp"

namespace mote::train::base {

/// saturate(round(x * scale) - offset), halves up; what is not a number counts as 0: the integers of the
/// runtime (mote_run.c). `scale` is a power of two; exact for every float x.
inline double code_of(double x, double scale, double offset, double lowest, double highest) {
    const double q = std::floor((x == x ? x * scale : 0.0) + 0.5) - offset;
    return q < lowest ? lowest : q > highest ? highest : q;
}

/// Whole rows as an encoder makes them.
class RowEncoder {
  public:
    /// Integer codes within -limit - 1 .. limit; 0: standardised floats.
    RowEncoder(const model::Encoder& encoder, size_t inputs, int limit);
    /// A row of the sample matrix; out.size() is the number of inputs.
    void encode(const SampleMatrix& samples, size_t row, std::span<float> out) const;

  private:
    double limit_;
    std::vector<double> scale_, offset_;  ///< one an input
};

/// 127 or 32767; 0 for float.
int activation_limit(model::Activation activation);

/// An encoder for these rows. The offset is the mean; the scale is the largest power of two at which nearly
/// all values (99.6 %) of up to 2,000 rows fit the activation type. One encoding for all axes when their
/// ranges are alike, else one an axis. Float: mean and 1 / standard deviation.
model::Encoder choose_encoder(const TrainingRows& rows, model::Activation activation);

}  // namespace mote::train::base
