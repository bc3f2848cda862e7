// The inner loops of training. All values of a block of `block` rows lie side by side: x[value][row], so that
// every loop runs over whole vector registers and weights are broadcast. Pointers are aligned to 64 bytes.
#pragma once

#include <cstddef>

#include "train/network/structure.hpp"

namespace mote::train::network {

/// Rows that are trained at once.
inline constexpr size_t block = 32;

/// y[t][o] = bias[o] + sum w[o][tap] * x[t * stride + tap]; convolution or dense.
void forward(const LayerPlan& layer, const float* weights, const float* biases, const float* x, float* y);

/// weight_gradient[o][tap] += sum over t and rows of dy[t][o] * x[..]; bias_gradient likewise.
void backward_weights(const LayerPlan& layer, const float* x, const float* dy, float* weight_gradient,
                      float* bias_gradient);

/// dx[t * stride + tap] = sum over t and o of w[o][tap] * dy[t][o]; dx is overwritten.
void backward_inputs(const LayerPlan& layer, const float* weights, const float* dy, float* dx);

/// Mean over steps times `factor`, or maximum; and the way back (dx overwritten).
void pool_forward(const LayerPlan& layer, float factor, const float* x, float* y);
void pool_backward(const LayerPlan& layer, float factor, const float* x, const float* y, const float* dy,
                   float* dx);

}  // namespace mote::train::network
