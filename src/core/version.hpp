// Of Mote: the project's version in CMakeLists.txt, and nowhere else.
#pragma once

namespace mote {

/// E.g. "0.1.0".
const char* version();

}  // namespace mote
