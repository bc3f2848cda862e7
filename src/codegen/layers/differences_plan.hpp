// A differences layer taken apart: which samples each kernel reads, what each threshold adds, and when.
#pragma once

#include <vector>

#include "model/model.hpp"

namespace mote::codegen {

struct DifferencesPlan {
    struct Threshold {
        int limit = 0;       ///< counts values from here on; at most 127
        size_t output = 0;   ///< its number in the layer
        int32_t weight = 0;  ///< in the score
    };
    struct Kernel {
        std::vector<int> plus,
            minus;  ///< bytes from the first sample of the newest step, 0 or less or an axis
        std::vector<Threshold> thresholds;
    };
    /// Kernels of the steps first .. end - 1.
    struct Group {
        uint32_t first = 0, end = 0;
        uint32_t positions = 0;
        std::vector<Kernel> kernels;
    };
    std::vector<Group> groups;  ///< in the order of their first steps
    int reach = 0;              ///< bytes before the newest step that a kernel reads
};

/// `weights`: one an output, or empty. Thresholds that no byte reaches are left out.
DifferencesPlan plan_differences(const model::Proportions& layer, const model::LayerShape& in,
                                 const std::vector<int32_t>& weights);

/// The least and the most that a position of the kernel adds to the score.
struct KernelRange {
    int64_t low = 0, high = 0;
};
KernelRange range_of(const DifferencesPlan::Kernel& kernel);

}  // namespace mote::codegen
