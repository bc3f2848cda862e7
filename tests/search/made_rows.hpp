// Rows of six inputs, of which the first two tell the class.
#pragma once

#include <memory>

#include "core/rng.hpp"
#include "core/samples.hpp"

namespace mote::search {

inline TrainingRows made_rows(size_t rows, uint64_t seed) {
    Rng rng(seed);
    std::vector<int16_t> values;
    Targets targets{Task::binary, {"0", "1"}, {}, {}};
    for (size_t r = 0; r < rows; ++r) {
        const auto label = static_cast<uint16_t>(rng.below(2));
        targets.labels.push_back(label);
        for (int c = 0; c < 6; ++c)
            values.push_back(static_cast<int16_t>(rng.normal() * 100 + (c < 2 && label ? 120 : 0)));
    }
    TrainingRows out;
    out.samples = std::make_shared<SampleMatrix>(std::move(values), 6);
    out.targets = std::make_shared<Targets>(std::move(targets));
    for (uint32_t r = 0; r < rows; ++r) out.index.push_back(r);
    out.columns = {"a", "b", "c", "d", "e", "f"};
    out.shape = {1, 6};
    return out;
}

}  // namespace mote::search
