#include "train/kernels/pool.hpp"

#include <algorithm>
#include <cmath>

#include "mote_proportions.h"

namespace mote::train::kernels {

namespace {

constexpr size_t most_thresholds = 9;  // of a site

std::vector<Site> all_sites(const Series& series, const PoolSettings& settings) {
    std::vector<Site> sites;
    const size_t kernels = settings.differences ? MOTE_DIFFERENCE_COUNT : MOTE_KERNEL_COUNT;
    const size_t first_kernel = settings.triples || settings.differences ? 0 : MOTE_KERNEL_TRIPLES;
    for (uint8_t dilation : settings.dilations)
        for (size_t axis = 0; axis < series.axes; ++axis)
            for (auto [first, last] : settings.segments)
                for (size_t kernel = first_kernel; kernel < kernels; ++kernel)
                    sites.push_back(
                        {dilation, static_cast<uint8_t>(axis), first, last, static_cast<uint8_t>(kernel)});
    return sites;
}

/// Keeps `count` of the sites, in order.
void thin_out(std::vector<Site>& sites, size_t count, Rng& rng) {
    if (sites.size() <= count) return;
    rng.shuffle(sites);
    sites.resize(count);
    std::ranges::sort(sites);
}

struct Quantiles {
    Site site;
    std::vector<int16_t> values;
};

/// Quantiles of a site's values over up to 64 rows spread over the series, by counting.
class SiteSampler {
  public:
    SiteSampler(const Series& series, const Sampling& sampling)
        : sample_(spread(series)), sampling_(sampling), evaluator_(sample_, sampling), counts_(65536, 0) {
        evaluator_.set_rows(0, sample_.rows);
    }
    /// Evenly spread, each at the middle of its share moved by `phase` (0..1); none for a site without steps.
    std::vector<int16_t> quantiles(const Site& site, size_t thresholds, double phase) {
        const size_t total = count(site);
        std::vector<int16_t> out;
        size_t passed = 0;
        int value = lowest_;
        for (size_t i = 0; i < thresholds && total > 0; ++i) {
            const double share = (static_cast<double>(i) + phase) / static_cast<double>(thresholds);
            const auto rank = static_cast<size_t>(share * static_cast<double>(total));
            while (passed + slot(value) <= rank) passed += slot(value++);
            out.push_back(static_cast<int16_t>(value));
        }
        for (value = lowest_; total > 0 && value <= highest_; ++value) slot(value) = 0;
        return out;
    }

  private:
    static Series spread(const Series& series) {
        Series out{std::min(series.rows, BlockEvaluator::block_rows), series.steps, series.axes, {}};
        for (size_t i = 0; i < series.steps * series.axes; ++i)
            for (size_t r = 0; r < out.rows; ++r)
                out.values.push_back(series.values[i * series.rows + r * series.rows / out.rows]);
        return out;
    }
    uint32_t& slot(int value) { return counts_[static_cast<size_t>(value + 32768)]; }
    /// Counts the site's values; how many there are.
    size_t count(const Site& site) {
        const int16_t* values = evaluator_.evaluate(site);
        const auto steps = evaluated_steps(site, sampling_, sample_.steps);
        lowest_ = 32767, highest_ = -32768;
        for (uint32_t step : steps) {
            const int16_t* value = values + (step - evaluator_.first_step(site)) * sample_.rows;
            for (size_t r = 0; r < sample_.rows; ++r) {
                ++slot(value[r]);
                lowest_ = std::min<int>(lowest_, value[r]), highest_ = std::max<int>(highest_, value[r]);
            }
        }
        return steps.size() * sample_.rows;
    }
    Series sample_;
    Sampling sampling_;
    BlockEvaluator evaluator_;
    std::vector<uint32_t> counts_;  // of value + 32768; zero between calls
    int lowest_ = 0, highest_ = 0;
};

/// Evenly spread quantiles; with few of them each site starts elsewhere (golden ratio), as MiniRocket does.
std::vector<Quantiles> quantiles_of(SiteSampler& sampler, std::span<const Site> sites, size_t thresholds) {
    std::vector<Quantiles> out;
    double phase = 0;
    for (const auto& site : sites) {
        const double next = std::fmod(phase + 0.6180339887498949, 1.0);
        auto values = sampler.quantiles(site, thresholds, thresholds >= 7 ? 0.5 : next);
        if (values.empty()) continue;
        phase = next;
        out.push_back({site, std::move(values)});
    }
    return out;
}

uint8_t shift_for(std::span<const Quantiles> quantiles, uint8_t most) {
    std::vector<int> sizes;
    for (const auto& q : quantiles)
        for (int value : q.values) sizes.push_back(std::abs(value));
    if (sizes.empty()) return 0;
    const auto at = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() * 97 / 100);
    std::ranges::nth_element(sizes, at);
    uint8_t shift = 0;
    while (shift < most && *at >> shift > 63) ++shift;
    return shift;
}

/// Adds the quantiles as thresholds; sorted, each once.
void add_features(std::span<const Quantiles> quantiles, Pool& pool) {
    for (const auto& q : quantiles)
        for (int value : q.values) {
            const int threshold = std::clamp(value >> pool.sampling.shift, -64, 63);
            pool.features.push_back({q.site, static_cast<int8_t>(threshold)});
        }
    std::ranges::sort(pool.features);
    pool.features.erase(std::unique(pool.features.begin(), pool.features.end()), pool.features.end());
}

}  // namespace

Pool make_pool(const Series& series, const PoolSettings& settings, Rng& rng) {
    auto sites = all_sites(series, settings);
    const size_t thresholds =
        std::clamp<size_t>(settings.features / std::max<size_t>(sites.size(), 1), 1, most_thresholds);
    thin_out(sites, settings.features / thresholds, rng);
    Pool pool;
    pool.sampling = {0, settings.padded, settings.stride_log2, settings.differences};
    SiteSampler sampler(series, pool.sampling);
    const auto quantiles = quantiles_of(sampler, sites, thresholds);
    pool.sampling.shift = shift_for(quantiles, settings.differences ? 1 : 9);
    add_features(quantiles, pool);
    return pool;
}

Pool refine_pool(const Series& series, const Pool& pool, std::span<const uint32_t> chosen,
                 size_t thresholds) {
    Pool out{pool.sampling, {}};
    std::vector<Site> sites;
    for (uint32_t f : chosen)
        sites.push_back(pool.features[f].site), out.features.push_back(pool.features[f]);
    std::ranges::sort(sites);
    sites.erase(std::unique(sites.begin(), sites.end()), sites.end());
    SiteSampler sampler(series, pool.sampling);
    add_features(quantiles_of(sampler, sites, thresholds), out);
    return out;
}

std::vector<uint8_t> usual_dilations(size_t steps, bool padded) {
    std::vector<uint8_t> out;
    for (const uint8_t dilation : std::initializer_list<uint8_t>{1, 2, 3, 4, 6, 8, 12, 16, 24, 32}) {
        const size_t field = size_t{MOTE_KERNEL_REACH} * dilation;
        const size_t limit = padded ? steps * 3 / 4 : steps / 2;
        if (field < steps && (field <= limit || out.empty())) out.push_back(dilation);
    }
    return out;
}

}  // namespace mote::train::kernels
