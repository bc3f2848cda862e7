#include "train/kernels/counting.hpp"

#include <algorithm>
#include <array>

#include "mote_proportions.h"

namespace mote::train::kernels {

std::vector<uint32_t> evaluated_steps(const Site& site, const Sampling& sampling, size_t steps) {
    std::vector<uint32_t> out;
    const size_t from = sampling.padded ? 0 : size_t{MOTE_KERNEL_REACH} * site.dilation;
    for (size_t t = from; t < steps; ++t) {
        const size_t part = 16 * t / steps;
        if (t % (size_t{1} << sampling.stride_log2) == 0 && part >= site.first_part && part <= site.last_part)
            out.push_back(static_cast<uint32_t>(t));
    }
    return out;
}

BlockEvaluator::BlockEvaluator(const Series& series, const Sampling& sampling)
    : series_(series),
      sampling_(sampling),
      sums_(series.steps * block_rows),
      values_(series.steps * block_rows) {}

void BlockEvaluator::set_rows(size_t first, size_t count) {
    first_ = first, count_ = count;
    dilation_ = -1;
}

size_t BlockEvaluator::first_step(const Site& site) const {
    return sampling_.padded ? 0 : std::min(series_.steps, size_t{MOTE_KERNEL_REACH} * site.dilation);
}

/// Tap k of a step; before the first step lies the first sample.
const int16_t* BlockEvaluator::tap(const Site& site, size_t step, size_t k) const {
    const size_t back = k * site.dilation;
    return series_.at(site.axis, step >= back ? step - back : 0) + first_;
}

void BlockEvaluator::sum_taps(const Site& site) {
    if (dilation_ == site.dilation && axis_ == site.axis) return;
    dilation_ = site.dilation, axis_ = site.axis;
    int16_t* out = sums_.data();
    for (size_t step = first_step(site); step < series_.steps; ++step, out += count_) {
        std::fill_n(out, count_, int16_t{0});
        for (size_t k = 0; k <= MOTE_KERNEL_REACH; ++k) {
            const int16_t* x = tap(site, step, k);
            for (size_t r = 0; r < count_; ++r) out[r] = static_cast<int16_t>(out[r] + x[r]);
        }
    }
}

const int16_t* BlockEvaluator::evaluate(const Site& site) {
    if (sampling_.differences) {
        subtract(site);
    } else {
        convolve(site);
    }
    return values_.data();
}

void BlockEvaluator::subtract(const Site& site) {
    static constexpr std::array<int16_t, block_rows> none{};
    const uint8_t plus = mote_difference_taps[site.kernel * 2u];
    const uint8_t minus = mote_difference_taps[site.kernel * 2u + 1u];
    int16_t* out = values_.data();
    for (size_t step = first_step(site); step < series_.steps; ++step, out += count_) {
        const auto at = [&](unsigned k) { return k > MOTE_KERNEL_REACH ? none.data() : tap(site, step, k); };
        const int16_t *a = at(plus & 15u), *b = at(plus >> 4), *c = at(minus & 15u), *d = at(minus >> 4);
        for (size_t r = 0; r < count_; ++r) out[r] = static_cast<int8_t>(a[r] + b[r] - c[r] - d[r]);
    }
}

void BlockEvaluator::convolve(const Site& site) {
    sum_taps(site);
    const uint8_t packed = mote_kernel_taps[site.kernel * 2u];
    const size_t third = mote_kernel_taps[site.kernel * 2u + 1u];
    const bool pair = site.kernel >= MOTE_KERNEL_TRIPLES;
    const int16_t* sum = sums_.data();
    int16_t* out = values_.data();
    for (size_t step = first_step(site); step < series_.steps; ++step, out += count_, sum += count_) {
        const int16_t* a = tap(site, step, packed & 15u);
        const int16_t* b = tap(site, step, packed >> 4);
        const int16_t* c = tap(site, step, third);
        if (pair) {  // 16-bit wrapping on the way is harmless: the result fits
            for (size_t r = 0; r < count_; ++r)
                out[r] = static_cast<int16_t>(static_cast<int16_t>(9 * (a[r] + b[r]) - 2 * sum[r]) >> 1);
        } else {
            for (size_t r = 0; r < count_; ++r)
                out[r] = static_cast<int16_t>(3 * (a[r] + b[r] + c[r]) - sum[r]);
        }
    }
}

void count_above(const int16_t* values, size_t rows, size_t first_step, std::span<const uint32_t> at,
                 int limit, uint8_t* out) {
    std::array<int16_t, BlockEvaluator::block_rows> sums{};
    const auto lowest = static_cast<int16_t>(std::clamp(limit, -32768, 32767));
    for (uint32_t step : at) {
        const int16_t* value = values + (step - first_step) * rows;
        for (size_t r = 0; r < rows; ++r) sums[r] = static_cast<int16_t>(sums[r] + (value[r] > lowest));
    }
    for (size_t r = 0; r < rows; ++r) out[r] = static_cast<uint8_t>(std::min<int16_t>(sums[r], 255));
}

std::vector<uint8_t> count_features(const Series& series, std::span<const Feature> features,
                                    const Sampling& sampling) {
    std::vector<uint8_t> counts(features.size() * series.rows);
    BlockEvaluator evaluator(series, sampling);
    for (size_t first = 0; first < series.rows; first += BlockEvaluator::block_rows) {
        const size_t rows = std::min(BlockEvaluator::block_rows, series.rows - first);
        evaluator.set_rows(first, rows);
        const int16_t* values = nullptr;
        std::vector<uint32_t> at;
        for (size_t f = 0; f < features.size(); ++f) {
            const auto& site = features[f].site;
            if (f == 0 || site != features[f - 1].site) {
                values = evaluator.evaluate(site);
                at = evaluated_steps(site, sampling, series.steps);
            }
            // (value >> shift) > t is value > ((t + 1) << shift) - 1
            const int limit = (features[f].threshold + 1) * (1 << sampling.shift) - 1;
            count_above(values, rows, evaluator.first_step(site), at, limit,
                        counts.data() + f * series.rows + first);
        }
    }
    return counts;
}

}  // namespace mote::train::kernels
