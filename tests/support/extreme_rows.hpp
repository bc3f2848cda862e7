// Rows at the edge of what samples can be: where integers of 16 bits differ from wider ones, if anywhere.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/rng.hpp"

namespace mote::test {

/// How a row reaches the model: one sample after the other in the model's own type, all at once, or as the other
/// of int16 and float.
enum class Handover : uint8_t { push = 0, run = 1, push_other = 2 };

struct ExtremeRow {
    std::vector<float> samples;
    Handover how = Handover::push;
};

class ExtremeRows {
  public:
    ExtremeRows(Rng& rng, size_t inputs, bool raw_float)
        : rng_(rng), inputs_(inputs), raw_float_(raw_float) {}

    std::vector<ExtremeRow> make() {
        patterns(-32768.0f, 32767.0f, true);
        patterns(-9.0f, 11.0f, true);
        for (const double scale : {4.0, 100.0, 3000.0, 20000.0}) noise(scale);
        for (int i = 0; i < 2; ++i)
            add([&](size_t) { return rng_.below(2) == 0 ? 32767.0f : -32768.0f; }, true);
        if (raw_float_) {
            const float far = rng_.below(2) == 0 ? 1e30f : std::numeric_limits<float>::max();
            patterns(-far, far, false);
            patterns(-1e-30f, 1e-30f, false);
        }
        fractions();
        specials();
        specials();
        return std::move(rows_);
    }

    /// Rows that lack samples: as NaN, or as the mark of an int16.
    std::vector<ExtremeRow> with_gaps() {
        constexpr float missing = std::numeric_limits<float>::quiet_NaN();
        const auto noise = [&] { return std::round(static_cast<float>(rng_.normal()) * 1000); };
        for (const uint32_t share : {1u, 2u, 4u})
            add([&](size_t) { return rng_.below(share) == 0 ? missing : noise(); }, false);
        for (int i = 0; i < 3 && !raw_float_; ++i)
            add([&](size_t) { return rng_.below(2) == 0 ? -32768.0f : noise(); }, true);
        return std::move(rows_);
    }

  private:
    /// A row; of whole numbers of 16 bits, or of any floats.
    template <class Sample>
    void add(const Sample& sample, bool integers) {
        ExtremeRow row;
        for (size_t i = 0; i < inputs_; ++i) row.samples.push_back(sample(i));
        const auto n = static_cast<uint8_t>(rows_.size());
        if (integers)
            row.how = static_cast<Handover>(n % 3);
        else
            row.how = raw_float_ ? static_cast<Handover>(n % 2) : Handover::push_other;
        rows_.push_back(std::move(row));
    }

    /// All low, all high, alternating, stuck with a spike, a ramp.
    void patterns(float low, float high, bool integers) {
        add([&](size_t) { return low; }, integers);
        add([&](size_t) { return high; }, integers);
        for (const size_t period : {size_t{1}, 2 + size_t{rng_.below(8)}})
            add([&](size_t i) { return (i / period) % 2 == 0 ? high : low; }, integers);
        const auto stuck = static_cast<float>(static_cast<int32_t>(rng_.below(65536)) - 32768);
        const size_t spike = rng_.below(static_cast<uint32_t>(inputs_));
        add([&](size_t i) { return i == spike ? low : stuck; }, integers);
        add(
            [&](size_t i) {
                const float part = static_cast<float>(i + 1) / static_cast<float>(inputs_);
                const float value = low + (high - low) * part;
                return integers ? std::floor(value) : std::isfinite(value) ? value : high;
            },
            integers);
    }

    void noise(double scale) {
        add(
            [&](size_t) {
                return static_cast<float>(std::clamp(std::floor(rng_.normal() * scale), -32768.0, 32767.0));
            },
            true);
    }

    void fractions() {
        add(
            [&](size_t) {
                return static_cast<float>(rng_.normal() *
                                          std::ldexp(1.0, static_cast<int>(rng_.below(20)) - 3));
            },
            false);
    }

    void specials() {
        constexpr float infinity = std::numeric_limits<float>::infinity();
        static constexpr float some[] = {0.0f,      -0.0f,       1e-40f,
                                         -1e-40f,   infinity,    -infinity,
                                         1e30f,     -1e30f,      1e-30f,
                                         3e38f,     0.5f,        -0.5f,
                                         1.5f,      -2.5f,       32767.5f,
                                         -32768.5f, 0.49999997f, -0.50000006f,
                                         127.5f,    -128.5f,     std::numeric_limits<float>::quiet_NaN()};
        add([&](size_t) { return some[rng_.below(static_cast<uint32_t>(std::size(some)))]; }, false);
    }

    Rng& rng_;
    size_t inputs_;
    bool raw_float_;
    std::vector<ExtremeRow> rows_;
};

}  // namespace mote::test
