#include "data/findings/finding.hpp"

#include <algorithm>

#include "core/rng.hpp"

namespace mote::data {

std::vector<double> Sight::column(size_t c, std::span<const uint32_t> of) const {
    std::vector<double> out;
    out.reserve(of.size());
    for (const uint32_t row : of) out.push_back(samples().at(row, c));
    return out;
}

// Selection sampling (Knuth, TAOCP 2, 3.4.2 S).
std::vector<uint32_t> some_rows(std::span<const uint32_t> rows, size_t most) {
    if (rows.size() <= most) return {rows.begin(), rows.end()};
    Rng rng(0x5A3B1E);
    std::vector<uint32_t> out;
    for (size_t i = 0; i < rows.size() && out.size() < most; ++i)
        if (rng.uniform() * static_cast<double>(rows.size() - i) < static_cast<double>(most - out.size()))
            out.push_back(rows[i]);
    return out;
}

}  // namespace mote::data
