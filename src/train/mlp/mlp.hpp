// Family "mlp": one or two hidden layers of ReLU units over a table.
#pragma once

#include "train/family.hpp"

namespace mote::train::mlp {

const Family& family();

}  // namespace mote::train::mlp
