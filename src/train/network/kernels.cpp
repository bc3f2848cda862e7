#include "train/network/kernels.hpp"

#include <algorithm>

#include "train/network/simd.hpp"

namespace mote::train::network {

namespace {

constexpr size_t pair = 2 * lanes;  // rows that one tile works on: two registers
static_assert(block % pair == 0);

/// y[o] for `O` outputs of one step: `O` x 2 registers of sums.
template <size_t O>
void forward_tile(const float* w, const float* bias, const float* x, size_t taps, float* y) {
    Vec sums[O][2];
    for (size_t o = 0; o < O; ++o) sums[o][0] = sums[o][1] = broadcast(bias[o]);
    for (size_t j = 0; j < taps; ++j, x += block) {
        const Vec x0 = load(x), x1 = load(x + lanes);
        for (size_t o = 0; o < O; ++o) {
            const Vec weight = broadcast(w[o * taps + j]);
            sums[o][0] = madd(weight, x0, sums[o][0]);
            sums[o][1] = madd(weight, x1, sums[o][1]);
        }
    }
    for (size_t o = 0; o < O; ++o) store(y + o * block, sums[o][0]), store(y + o * block + lanes, sums[o][1]);
}

void forward_step(const LayerPlan& layer, const float* w, const float* bias, const float* x, float* y) {
    const size_t taps = layer.taps();
    size_t o = 0;
    for (; o + 4 <= layer.outputs; o += 4) forward_tile<4>(w + o * taps, bias + o, x, taps, y + o * block);
    for (; o + 2 <= layer.outputs; o += 2) forward_tile<2>(w + o * taps, bias + o, x, taps, y + o * block);
    for (; o < layer.outputs; ++o) forward_tile<1>(w + o * taps, bias + o, x, taps, y + o * block);
}

/// gradient[o][j] += sum over steps and rows, for O outputs and J taps.
template <size_t O, size_t J>
void weight_tile(const float* x, size_t x_step, const float* dy, size_t dy_step, size_t steps,
                 float* gradient, size_t pitch) {
    Vec sums[O][J];
    for (auto& row : sums)
        for (Vec& s : row) s = broadcast(0.0f);
    for (size_t t = 0; t < steps; ++t, x += x_step, dy += dy_step) {
        for (size_t v = 0; v < block; v += lanes) {
            Vec d[O];
            for (size_t o = 0; o < O; ++o) d[o] = load(dy + o * block + v);
            for (size_t j = 0; j < J; ++j) {
                const Vec in = load(x + j * block + v);
                for (size_t o = 0; o < O; ++o) sums[o][j] = madd(d[o], in, sums[o][j]);
            }
        }
    }
    for (size_t o = 0; o < O; ++o)
        for (size_t j = 0; j < J; ++j) gradient[o * pitch + j] += sum(sums[o][j]);
}

template <size_t O>
void weight_rows(const LayerPlan& layer, const float* x, const float* dy, float* gradient) {
    const size_t taps = layer.taps();
    const size_t x_step = size_t{layer.stride} * layer.channels * block;
    const size_t dy_step = layer.outputs * block;
    size_t j = 0;
    for (; j + 4 <= taps; j += 4)
        weight_tile<O, 4>(x + j * block, x_step, dy, dy_step, layer.out_steps, gradient + j, taps);
    for (; j < taps; ++j)
        weight_tile<O, 1>(x + j * block, x_step, dy, dy_step, layer.out_steps, gradient + j, taps);
}

void bias_sums(const LayerPlan& layer, const float* dy, float* gradient) {
    for (size_t o = 0; o < layer.outputs; ++o) {
        Vec total = broadcast(0.0f);
        const Vec one = broadcast(1.0f);
        for (size_t t = 0; t < layer.out_steps; ++t)
            for (size_t v = 0; v < block; v += lanes)
                total = madd(one, load(dy + (t * layer.outputs + o) * block + v), total);
        gradient[o] += sum(total);
    }
}

/// dx[j] += sum over o of w[o][j] * dy[o], for J neighbouring taps and one pair of registers.
template <size_t J>
void input_tile(const float* w, size_t pitch, size_t outputs, const float* dy, float* dx) {
    Vec sums[J][2];
    for (size_t j = 0; j < J; ++j)
        sums[j][0] = load(dx + j * block), sums[j][1] = load(dx + j * block + lanes);
    for (size_t o = 0; o < outputs; ++o) {
        const Vec d0 = load(dy + o * block), d1 = load(dy + o * block + lanes);
        for (size_t j = 0; j < J; ++j) {
            const Vec weight = broadcast(w[o * pitch + j]);
            sums[j][0] = madd(weight, d0, sums[j][0]);
            sums[j][1] = madd(weight, d1, sums[j][1]);
        }
    }
    for (size_t j = 0; j < J; ++j)
        store(dx + j * block, sums[j][0]), store(dx + j * block + lanes, sums[j][1]);
}

void input_step(const LayerPlan& layer, const float* w, const float* dy, float* dx) {
    const size_t taps = layer.taps();
    size_t j = 0;
    for (; j + 4 <= taps; j += 4) input_tile<4>(w + j, taps, layer.outputs, dy, dx + j * block);
    for (; j < taps; ++j) input_tile<1>(w + j, taps, layer.outputs, dy, dx + j * block);
}

}  // namespace

void forward(const LayerPlan& layer, const float* weights, const float* biases, const float* x, float* y) {
    const size_t x_step = size_t{layer.stride} * layer.channels * block;
    for (size_t t = 0; t < layer.out_steps; ++t, x += x_step, y += layer.outputs * block)
        for (size_t v = 0; v < block; v += pair) forward_step(layer, weights, biases, x + v, y + v);
}

void backward_weights(const LayerPlan& layer, const float* x, const float* dy, float* weight_gradient,
                      float* bias_gradient) {
    bias_sums(layer, dy, bias_gradient);
    const size_t taps = layer.taps();
    size_t o = 0;
    for (; o + 4 <= layer.outputs; o += 4)
        weight_rows<4>(layer, x, dy + o * block, weight_gradient + o * taps);
    for (; o < layer.outputs; ++o) weight_rows<1>(layer, x, dy + o * block, weight_gradient + o * taps);
}

void backward_inputs(const LayerPlan& layer, const float* weights, const float* dy, float* dx) {
    std::fill_n(dx, layer.in_size() * block, 0.0f);
    const size_t x_step = size_t{layer.stride} * layer.channels * block;
    for (size_t t = 0; t < layer.out_steps; ++t, dx += x_step, dy += layer.outputs * block)
        for (size_t v = 0; v < block; v += pair) input_step(layer, weights, dy + v, dx + v);
}

void pool_forward(const LayerPlan& layer, float factor, const float* x, float* y) {
    const size_t width = layer.channels * block;
    if (layer.kind == Kind::max_pool) {
        std::copy_n(x, width, y);
        for (size_t t = 1; t < layer.steps; ++t)
            for (size_t i = 0; i < width; ++i) y[i] = x[t * width + i] > y[i] ? x[t * width + i] : y[i];
        return;
    }
    std::fill_n(y, width, 0.0f);
    for (size_t t = 0; t < layer.steps; ++t)
        for (size_t i = 0; i < width; ++i) y[i] += x[t * width + i];
    for (size_t i = 0; i < width; ++i) y[i] *= factor;
}

void pool_backward(const LayerPlan& layer, float factor, const float* x, const float* y, const float* dy,
                   float* dx) {
    const size_t width = layer.channels * block;
    if (layer.kind == Kind::mean_pool) {
        for (size_t t = 0; t < layer.steps; ++t)
            for (size_t i = 0; i < width; ++i) dx[t * width + i] = dy[i] * factor;
        return;
    }
    // the first of equal maxima takes the gradient
    std::fill_n(dx, width * layer.steps, 0.0f);
    for (size_t i = 0; i < width; ++i)
        for (size_t t = 0; t < layer.steps; ++t)
            if (x[t * width + i] >= y[i]) {
                dx[t * width + i] = dy[i];
                break;
            }
}

}  // namespace mote::train::network
