// mote synth ecg: seeded synthetic heartbeats in the format of the real ones.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.hpp"

namespace mote::apps {

struct SynthOptions {
    std::string output;
    std::string folds;  ///< empty: no file of folds
    std::string json;   ///< empty: none; - for standard output
    uint32_t beats = 2327;
    uint64_t seed = 1;
};

/// Writes the files; errors of data::write_synthetic_beats.
Status run_synth(const SynthOptions& options);

}  // namespace mote::apps
