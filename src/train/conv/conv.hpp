// Family "conv": strided one-dimensional convolutions over a series, read out flat or pooled.
#pragma once

#include "train/family.hpp"

namespace mote::train::conv {

const Family& family();

}  // namespace mote::train::conv
