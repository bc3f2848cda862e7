// Memory of this computer.
#pragma once

#include <cstddef>

namespace mote {

/// Bytes that programs can still take without pushing others out; 0: not known.
size_t available_memory();

}  // namespace mote
