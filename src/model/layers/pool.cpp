#include "model/layers/functions.hpp"

namespace mote::model {

uint8_t code_of(const Pool&) {
    return MOTE_LAYER_POOL;
}

LayerShape shape_after(const Pool&, LayerShape in) {
    return {1, in.channels};
}

LayerCounts counts_of(const Pool&) {
    return {};
}

Status write_layer(ByteWriter& out, const Pool& pool, const LayerPlace&) {
    out.u8(pool.maximum ? MOTE_POOL_MAX : 0u), out.u8(pool.shift);
    return Done{};
}

Pool read_pool(ByteReader& in, const LayerPlace&) {
    Pool pool;
    pool.maximum = (in.u8() & MOTE_POOL_MAX) != 0;
    pool.shift = in.u8();
    return pool;
}

}  // namespace mote::model
