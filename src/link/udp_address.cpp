#include "link/udp_address.hpp"

#include <charconv>
#include <string_view>

namespace mote::link {
namespace {

constexpr std::string_view scheme = "udp://";
constexpr std::string_view option = "?listen=";

Error refused(const std::string& text, const std::string& why) {
    return {ErrorCode::usage, why, text,
            "write udp://127.0.0.1:50005, and ?listen=PORT behind it for another local port than 50000"};
}

bool read_port(std::string_view text, unsigned least, uint16_t& port) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port >= least;
}

}  // namespace

bool is_udp(const std::string& port) {
    return port.starts_with(scheme);
}

Result<UdpAddress> parse_udp(const std::string& text) {
    if (!is_udp(text)) return refused(text, "is no UDP address");
    UdpAddress address;
    std::string_view rest = std::string_view(text).substr(scheme.size());
    if (const size_t at = rest.find(option); at != rest.npos) {
        if (!read_port(rest.substr(at + option.size()), 0, address.listen))
            return refused(text, "the local port is no number from 0 to 65535");
        rest = rest.substr(0, at);
    }
    const size_t colon = rest.find(':');
    if (colon == rest.npos || !read_port(rest.substr(colon + 1), 1, address.port))
        return refused(text, "the board's port is no number from 1 to 65535");
    address.host = rest.substr(0, colon);
    if (address.host == "localhost") address.host = "127.0.0.1";
    if (!address.host.starts_with("127."))
        return refused(text,
                       "only boards on this computer are reached by UDP: nothing protects it on a network");
    return address;
}

}  // namespace mote::link
