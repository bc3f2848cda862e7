#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

Result<Ranges> emit(Source&, const Place&, const model::Signal&) {
    return no_compiled_form("a signal layer");
}

}  // namespace mote::codegen
