// Synthetic heartbeats: the dynamical model of McSharry, Clifford, Tarassenko and Smith, "A dynamical model
// for generating synthetic electrocardiogram signals", IEEE Trans. Biomed. Eng. 50(3):289-294, 2003.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/rng.hpp"

namespace mote::data {

inline constexpr size_t beat_samples = 187;  ///< 1.5 s at 125 Hz
inline constexpr double beat_rate_hz = 125.0;

/// One Gaussian event on the limit cycle (table I of the paper).
struct EcgEvent {
    double angle;   ///< position on the cycle, radians from the R peak
    double height;  ///< a_i
    double width;   ///< b_i, radians
};

/// P, Q, R, S, ST segment and T. The paper has five events; ST is a sixth, zero in a healthy heart.
struct EcgShape {
    enum Wave { P, Q, R, S, ST, T };
    std::array<EcgEvent, 6> events;
    double beat_seconds = 0.8;  ///< R to R
};

/// Shape of a healthy beat at this heart period: table I, angles and widths scaled by the square root of the
/// rate.
EcgShape normal_shape(double beat_seconds);

struct SyntheticBeats {
    std::vector<int16_t> samples;  ///< beats x 187, row-major
    std::vector<uint8_t> labels;   ///< 0 normal, 1 abnormal

    size_t size() const { return labels.size(); }
};

/// Seeded beats, 72 % abnormal as in the heartbeat set: from R peak on, at most 187 samples, padded with the
/// lowest value after the next beat begins, scaled to int16 (-32768 lowest, 32767 highest of the beat).
SyntheticBeats synthetic_beats(size_t beats, uint64_t seed);

/// The same as CSV (t0..t186,target). Written under a temporary name and renamed.
Status write_synthetic_beats(const std::string& path, size_t beats, uint64_t seed);
/// Stratified fold numbers 0 to folds - 1 for the beats of the same seed, one a line.
Status write_synthetic_folds(const std::string& path, size_t beats, uint64_t seed, uint32_t folds = 5);

}  // namespace mote::data
