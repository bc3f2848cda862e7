#include "core/memory.hpp"

#include <fstream>
#include <string>

namespace mote {

size_t available_memory() {
    std::ifstream file("/proc/meminfo");  // "MemAvailable:   16284716 kB"
    std::string name, unit;
    for (size_t amount = 0; file >> name >> amount; std::getline(file, unit))
        if (name == "MemAvailable:") return amount * 1024;
    return 0;
}

}  // namespace mote
