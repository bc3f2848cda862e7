#include "core/version.hpp"

namespace mote {

const char* version() {
    return MOTE_VERSION;
}

}  // namespace mote
