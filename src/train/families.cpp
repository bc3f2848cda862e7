#include "train/conv/conv.hpp"
#include "train/family.hpp"
#include "train/grown/grown.hpp"
#include "train/kernels/kernels.hpp"
#include "train/linear/linear.hpp"
#include "train/mlp/mlp.hpp"
#include "train/signal/signal.hpp"
#include "train/trees/trees.hpp"

namespace mote::train {

std::vector<const Family*> families() {
    static const auto signal_family =
        signal::make_family({&trees::selective_family(), &trees::tree_family()});
    return {
        &linear::family(),  &trees::tree_family(), &trees::stumps_family(),
        &trees::family(),   &mlp::family(),        &conv::family(),
        &kernels::family(), &grown::family(),      signal_family.get(),
    };
}

}  // namespace mote::train
