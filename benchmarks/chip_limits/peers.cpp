#include "chip_limits/peers.hpp"

#include <cstdlib>
#include <sstream>
#include <vector>

#include "core/files.hpp"

namespace mote::benchmarks {

namespace {

std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> out;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, '\t');) out.push_back(cell);
    return out;
}

}  // namespace

Result<Peers> Peers::read(const std::string& file) {
    MOTE_TRY(text, read_file(file, size_t{1} << 20));
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    const auto titles = cells(line);
    Peers peers;
    while (std::getline(lines, line)) {
        const auto row = cells(line);
        for (size_t i = 2; i < row.size() && i < titles.size(); ++i) {
            char* end = nullptr;
            const double value = std::strtod(row[i].c_str(), &end);
            if (!titles[i].starts_with("peer@") || end == row[i].c_str()) continue;
            const size_t flash = std::strtoul(titles[i].c_str() + 5, nullptr, 10);
            peers.figures_[{row[0], flash}][row[1] == "acc" ? "accuracy" : row[1]] = value;
        }
    }
    return peers;
}

std::map<std::string, double> Peers::figures(const std::string& set, size_t flash) const {
    const auto found = figures_.find({set, flash});
    return found == figures_.end() ? std::map<std::string, double>{} : found->second;
}

}  // namespace mote::benchmarks
