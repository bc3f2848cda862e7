#include "codegen/packages/packages.hpp"

namespace mote::codegen {

std::span<const PackageFormat> package_formats() {
    static constexpr PackageFormat formats[] = {{"arduino", add_arduino}, {"plain_c", add_plain_c}};
    return formats;
}

}  // namespace mote::codegen
