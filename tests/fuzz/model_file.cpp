// The reader of model.mote, its checksum repaired.
#include <cstring>

#include "fuzz.hpp"
#include "model/checksum.hpp"
#include "model/package.hpp"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote;
    std::vector<uint8_t> bytes(data, data + size);
    (void)model::unpack(bytes, "as it came");
    if (size < 4) return 0;
    const uint32_t crc = model::crc32(std::span(bytes).first(size - 4));
    for (size_t i = 0; i < 4; ++i) bytes[size - 4 + i] = static_cast<uint8_t>(crc >> (8 * i));
    const auto package = model::unpack(bytes, "repaired");
    if (!package) return 0;
    const auto packed = model::pack(*package);
    const auto again = model::unpack(packed, "packed again");
    fuzz::demand(bool(again), "what was read can be written and read again");
    fuzz::demand(model::pack(*again) == packed, "the same package gives the same bytes");
    return 0;
}
