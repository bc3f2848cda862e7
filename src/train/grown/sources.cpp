#include "train/grown/sources.hpp"

#include <algorithm>
#include <cmath>

#include "core/rng.hpp"
#include "train/trees/columns.hpp"

namespace mote::train::grown {

namespace {

using Eigen::Index;

constexpr size_t most_rows = 8000;
constexpr size_t most_values = 6'000'000;

std::vector<Source> list_sources(const TrainingRows& rows, bool runs) {
    std::vector<Source> out;
    const size_t inputs = rows.samples->columns();
    for (size_t i = 0; i < inputs; ++i) out.push_back({static_cast<uint16_t>(i), 0});
    for (uint8_t run = 1; runs && run <= 3; ++run) {
        const size_t step = size_t{1} << (run - 1);  // long runs begin at every second, fourth step only
        const size_t reach = ((size_t{1} << run) - 1) * rows.shape.axes;
        for (size_t i = 0; i + reach < inputs; ++i)
            if (i / rows.shape.axes % step == 0) out.push_back({static_cast<uint16_t>(i), run});
    }
    return out;
}

std::vector<uint32_t> choose_rows(const TrainingRows& rows, size_t columns, double share, uint64_t seed) {
    std::vector<uint32_t> chosen = rows.index;
    Rng rng(seed);
    rng.shuffle(chosen);
    const auto wanted = static_cast<size_t>(share * static_cast<double>(chosen.size()));
    const size_t most =
        std::min(std::min(most_rows, most_values / columns + 1), std::max<size_t>(wanted, 2000));
    if (chosen.size() > most) chosen.resize(most);
    const size_t real = chosen.size();
    while (chosen.size() % block != 0) chosen.push_back(chosen[chosen.size() - real]);
    return chosen;
}

struct Spread {
    double mean = 0, deviation = 0;
};

/// Without the outer hundredth at each end, unless nothing else differs.
Spread spread_of(std::vector<float> values) {
    std::erase_if(values, [](float v) { return !std::isfinite(v); });
    Spread s;
    if (values.empty()) return s;
    std::ranges::sort(values);
    const size_t tail = values.size() / 100;
    double low = values[tail], high = values[values.size() - 1 - tail];
    if (!(high > low)) low = values.front(), high = values.back();
    double square = 0;
    for (float v : values) s.mean += std::clamp<double>(v, low, high) / static_cast<double>(values.size());
    for (float v : values) {
        const double d = std::clamp<double>(v, low, high) - s.mean;
        square += d * d / static_cast<double>(values.size());
    }
    s.deviation = std::sqrt(square);
    return s;
}

/// A deviation becomes about 64; mean and four deviations fit 16 bits.
int8_t exponent_for(const Spread& s) {
    if (!(s.deviation > 0)) return -40;
    const double reach = std::abs(s.mean) + 4 * s.deviation;
    const double wish = std::round(unit_exponent - std::log2(s.deviation));
    return static_cast<int8_t>(std::clamp(std::min(wish, std::floor(15 - std::log2(reach))), -40.0, 40.0));
}

std::vector<int8_t> choose_exponents(const SampleMatrix& samples, const std::vector<uint32_t>& rows,
                                     bool shared) {
    const size_t inputs = samples.columns();
    const size_t used = std::min<size_t>(rows.size(), 2000);
    std::vector<float> all;
    std::vector<int8_t> out;
    for (size_t c = 0; c < inputs; ++c) {
        std::vector<float> values;
        if (shared && c % (inputs / 200 + 1) != 0) continue;
        for (size_t r = 0; r < used; ++r) values.push_back(samples.at(rows[r], c));
        if (shared) {
            all.insert(all.end(), values.begin(), values.end());
        } else {
            out.push_back(exponent_for(spread_of(std::move(values))));
        }
    }
    if (shared) out.assign(inputs, exponent_for(spread_of(std::move(all))));
    // the compact encoder keeps exponents 63 apart at most
    const int8_t top = *std::ranges::max_element(out);
    for (auto& e : out) e = std::max(e, static_cast<int8_t>(std::max(top - 60, -40)));
    return out;
}

void centre(Sources& s) {
    s.inverse_square = Eigen::VectorXf::Zero(s.values.cols());
    for (Index f = 0; f < s.values.cols(); ++f) {
        auto column = s.values.col(f);
        const auto mean = std::round(column.cast<double>().mean());
        column.array() = (column.array() - static_cast<float>(mean)) * std::ldexp(1.0f, -unit_exponent);
        s.means.push_back(static_cast<int32_t>(mean));
        const float square = column.squaredNorm() / static_cast<float>(column.size());
        if (square > 1e-6f) s.inverse_square(f) = 1.0f / square;
    }
}

}  // namespace

Sources make_sources(const TrainingRows& rows, bool runs, double share, uint64_t seed) {
    Sources s;
    s.sources = list_sources(rows, runs);
    s.rows = choose_rows(rows, s.sources.size(), share, seed);
    s.shared = runs;
    s.stride = runs ? static_cast<uint8_t>(rows.shape.axes) : uint8_t{1};
    s.exponents = choose_exponents(*rows.samples, s.rows, runs);
    s.values.resize(static_cast<Index>(s.rows.size()), static_cast<Index>(s.sources.size()));
    std::vector<float> row(rows.samples->columns());
    std::vector<int32_t> codes(row.size());
    for (Index r = 0; r < s.values.rows(); ++r) {
        rows.samples->copy_row(s.rows[static_cast<size_t>(r)], row);
        for (size_t c = 0; c < row.size(); ++c)
            codes[c] = trees::quantise(static_cast<double>(row[c]), s.exponents[c]);
        for (size_t f = 0; f < s.sources.size(); ++f) {
            int32_t sum = 0;
            for (size_t i = 0; i < size_t{1} << s.sources[f].run; ++i)
                sum += codes[s.sources[f].input + i * s.stride];
            s.values(r, static_cast<Index>(f)) = static_cast<float>(sum >> s.sources[f].run);
        }
    }
    centre(s);
    return s;
}

}  // namespace mote::train::grown
