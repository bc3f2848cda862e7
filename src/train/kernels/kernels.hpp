// The family "kernels": proportions of positive values of dilated kernels (MiniRocket; Dempster, Schmidt,
// Webb 2021), chosen one by one by gain per byte, under a linear head of small integers.
#pragma once

#include "train/base/augmentation.hpp"
#include "train/family.hpp"
#include "train/kernels/pool.hpp"

namespace mote::train::kernels {

/// Settings of a candidate; proposals.cpp has those that are proposed.
struct Settings {
    std::vector<std::pair<uint8_t, uint8_t>> segments = {{0, 15}};
    bool padded = false;
    bool triples = true;
    bool differences = false;  ///< kernels of a differences layer instead
    int gain_log2 = 0;         ///< samples are encoded at so many times two their usual scale
    uint8_t stride_log2 = 0;
    int weight_bits = 8;  ///< 8, 7 (stored as 8), 4 (int8 activations) or 16 (int16)
    double ridge = 1;
    double balance = 0;         ///< 0: rows count alike; 1: classes count alike
    double kernel_penalty = 1;  ///< bytes that a further kernel is taken to cost: more means fewer kernels
    base::Augmentation augmentation;
    size_t copies = 0;      ///< augmented ones of each row, which count as one row together with it
    bool by_steps = false;  ///< gains are weighed by bytes and steps: a short part of the row is cheap
};

std::unique_ptr<Candidate> make_candidate(const Settings& settings, const Goal& goal);

const Family& family();

}  // namespace mote::train::kernels
