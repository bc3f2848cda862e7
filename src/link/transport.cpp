#include "link/transport.hpp"

#include "link/udp_address.hpp"

namespace mote::link {

Result<std::unique_ptr<Transport>> open_transport(const std::string& port, unsigned baud) {
    return is_udp(port) ? open_udp(port) : open_serial(port, baud);
}

}  // namespace mote::link
