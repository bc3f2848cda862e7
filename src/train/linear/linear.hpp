// Family "linear": scores are weighted sums of the samples. The baseline that is always on the front.
#pragma once

#include "train/family.hpp"

namespace mote::train::linear {

const Family& family();

}  // namespace mote::train::linear
