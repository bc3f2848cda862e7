#include "train/conv/conv.hpp"
#include "train/family.hpp"
#include "train/grown/grown.hpp"
#include "train/kernels/kernels.hpp"
#include "train/linear/linear.hpp"
#include "train/mlp/mlp.hpp"
#include "train/trees/trees.hpp"

namespace mote::train {

std::vector<const Family*> families() {
    return {
        &linear::family(), &trees::tree_family(), &trees::stumps_family(), &trees::family(),
        &mlp::family(),    &conv::family(),       &kernels::family(),      &grown::family(),
    };
}

}  // namespace mote::train
