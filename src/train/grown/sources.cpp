#include "train/grown/sources.hpp"

#include <algorithm>
#include <cmath>

#include "core/rng.hpp"
#include "train/base/encoding.hpp"

namespace mote::train::grown {

namespace {

using Eigen::Index;

constexpr size_t most_rows = 8000;
constexpr size_t most_proposal_rows = 3000;
constexpr size_t most_values = 6'000'000;
constexpr size_t copies = 4;  // augmented rows for each real one, while there is room

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

/// A row of the sample matrix, as it is or to be augmented.
struct Presented {
    uint32_t row = 0;
    bool augmented = false;
};

std::vector<Presented> choose_rows(const TrainingRows& rows, size_t columns, const SourceSettings& settings,
                                   Rng& rng) {
    auto index = rows.index;
    rng.shuffle(index);
    const auto shared = static_cast<size_t>(settings.share * static_cast<double>(index.size()));
    const size_t room = std::min(most_rows, most_values / columns + 1);
    index.resize(std::min({index.size(), room, std::max<size_t>(shared, 2000)}));
    std::vector<Presented> chosen;
    for (uint32_t row : index) chosen.push_back({row, false});
    for (size_t copy = 0; settings.augmentation.any() && copy < copies; ++copy)
        for (size_t i = 0; i < index.size() && chosen.size() < room; ++i) chosen.push_back({index[i], true});
    rng.shuffle(chosen);
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

/// A deviation becomes about 64. Means that no offset takes out stay below 2^13, so that biases can.
int8_t exponent_for(const Spread& s, bool offset) {
    if (!(s.deviation > 0)) return -40;
    double wish = std::round(unit_exponent - std::log2(s.deviation));
    if (!offset) wish = std::min(wish, std::floor(13 - std::log2(std::abs(s.mean) + 4 * s.deviation)));
    return static_cast<int8_t>(std::clamp(wish, -40.0, 40.0));
}

void choose_codes(const SampleMatrix& samples, Sources& s) {
    const bool shared = s.shared;
    const auto& rows = s.rows;
    auto& out = s.exponents;
    const size_t inputs = samples.columns();
    const size_t used = std::min<size_t>(rows.size(), 2000);
    std::vector<float> all;
    for (size_t c = 0; c < inputs; ++c) {
        std::vector<float> values;
        if (shared && c % (inputs / 200 + 1) != 0) continue;
        for (size_t r = 0; r < used; ++r) values.push_back(samples.at(rows[r], c));
        if (shared) {
            all.insert(all.end(), values.begin(), values.end());
        } else {
            out.push_back(exponent_for(spread_of(std::move(values)), false));
        }
    }
    if (shared) {
        const Spread spread = spread_of(std::move(all));
        out.assign(inputs, exponent_for(spread, true));
        const double offset = std::nearbyint(std::ldexp(spread.mean, out[0]));
        s.offset = static_cast<int32_t>(std::clamp(offset, -0x1p29, 0x1p29));
    }
    // the compact encoder keeps exponents 63 apart at most
    const int8_t top = *std::ranges::max_element(out);
    for (auto& e : out) e = std::max(e, static_cast<int8_t>(std::max(top - 60, -40)));
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

/// Codes of one row of the sample matrix, the augmented ones with noise.
class RowCoder {
  public:
    RowCoder(const TrainingRows& rows, const SourceSettings& settings, const Sources& sources, Rng& rng)
        : rows_(rows), augmentation_(settings.augmentation), sources_(sources), rng_(rng) {
        row_.resize(rows.samples->columns());
        codes_.resize(row_.size());
    }

    void read(const Presented& from) {
        rows_.samples->copy_row(from.row, row_);
        if (from.augmented) base::augment(augmentation_, rows_.shape, rng_, row_, scratch_);
        const float noise = from.augmented ? augmentation_.noise : 0.0f;
        for (size_t c = 0; c < row_.size(); ++c) {
            codes_[c] = static_cast<int32_t>(base::code_of(row_[c], std::ldexp(1.0, sources_.exponents[c]),
                                                           sources_.offset, -32768, 32767));
            if (noise > 0)
                codes_[c] +=
                    static_cast<int32_t>(std::lround(64 * static_cast<double>(noise) * rng_.normal()));
        }
    }
    /// As the chip: the sum of the run, shifted.
    float value_of(const Source& source) const {
        int32_t sum = 0;
        for (size_t i = 0; i < size_t{1} << source.run; ++i)
            sum += codes_[source.input + i * sources_.stride];
        return static_cast<float>(sum >> source.run);
    }

  private:
    const TrainingRows& rows_;
    const base::Augmentation& augmentation_;
    const Sources& sources_;
    Rng& rng_;
    std::vector<float> row_, scratch_;
    std::vector<int32_t> codes_;
};

}  // namespace

Sources make_sources(const TrainingRows& rows, const SourceSettings& settings, uint64_t seed) {
    Sources s;
    Rng rng(seed);
    s.sources = list_sources(rows, settings.runs);
    const auto presented = choose_rows(rows, s.sources.size(), settings, rng);
    for (const auto& p : presented) s.rows.push_back(p.row);
    s.proposal_rows = static_cast<Index>(std::min(s.rows.size(), most_proposal_rows));
    s.shared = settings.runs;
    s.stride = settings.runs ? static_cast<uint8_t>(rows.shape.axes) : uint8_t{1};
    choose_codes(*rows.samples, s);
    s.values.resize(static_cast<Index>(s.rows.size()), static_cast<Index>(s.sources.size()));
    RowCoder coder(rows, settings, s, rng);
    for (Index r = 0; r < s.values.rows(); ++r) {
        coder.read(presented[static_cast<size_t>(r)]);
        for (size_t f = 0; f < s.sources.size(); ++f)
            s.values(r, static_cast<Index>(f)) = coder.value_of(s.sources[f]);
    }
    centre(s);
    return s;
}

}  // namespace mote::train::grown
