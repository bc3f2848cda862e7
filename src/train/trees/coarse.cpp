#include "train/trees/coarse.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace mote::train::trees {

namespace {

/// The samples next to a node's threshold.
struct Gap {
    size_t node = 0;
    double low = -std::numeric_limits<double>::infinity();  ///< largest that goes left
    double high = std::numeric_limits<double>::infinity();  ///< smallest that goes right
};

/// By input.
using Gaps = std::map<uint16_t, std::vector<Gap>>;

Gaps gaps_of(const SampleMatrix& samples, const std::vector<uint32_t>& rows, const Table& table,
             const Tree& tree) {
    std::vector<Gap> of_node(tree.nodes.size());
    for (size_t r = 0; r < rows.size(); ++r)
        for (size_t at = 0; !tree.nodes[at].leaf;) {
            const Node& node = tree.nodes[at];
            const float sample = samples.at(rows[r], table.columns[node.column].source.a);
            const double x = std::isnan(sample) ? 0.0 : double{sample};
            const bool right = table.columns[node.column].bins[r] > node.cut;
            if (right) {
                of_node[at].high = std::min(of_node[at].high, x);
            } else {
                of_node[at].low = std::max(of_node[at].low, x);
            }
            at = right ? node.right : node.left;
        }
    Gaps out;
    for (size_t at = 0; at < tree.nodes.size(); ++at) {
        of_node[at].node = at;
        if (!tree.nodes[at].leaf) out[tree.nodes[at].column].push_back(of_node[at]);
    }
    return out;
}

/// The threshold nearest to the middle of the gap; none when it is farther off than that share of the gap.
std::optional<int16_t> threshold_of(const Gap& gap, int exponent, double share) {
    const int32_t low = quantise(gap.low, exponent), high = quantise(gap.high, exponent);
    if (low >= high) return std::nullopt;
    const double middle = (gap.low + gap.high) / 2;
    const double wanted = std::ldexp(middle, exponent) - 0.5;
    const auto t = static_cast<int32_t>(std::clamp<double>(std::round(wanted), low, high - 1));
    const double off = std::abs(std::ldexp(t + 0.5, -exponent) - middle);
    if (off > (gap.high - gap.low) * share) return std::nullopt;
    return static_cast<int16_t>(t);
}

struct Choice {
    int exponent = 0;
    std::vector<int16_t> thresholds;  ///< one a gap
    bool is_short() const {
        return std::ranges::all_of(thresholds, [](int t) { return t >= -128 && t <= 127; });
    }
};

/// The coarsest exponent up to `finest` that has a threshold for every gap.
std::optional<Choice> coarsest(const std::vector<Gap>& gaps, int finest, double share) {
    for (int e = finest - 15; e <= finest; ++e) {
        Choice out{e, {}};
        for (const Gap& gap : gaps)
            if (const auto t = threshold_of(gap, e, share)) out.thresholds.push_back(*t);
        if (out.thresholds.size() == gaps.size()) return out;
    }
    return std::nullopt;
}

/// In the middle half of the gaps; anywhere in them, where that makes thresholds of 8 bits.
std::optional<Choice> choose(const std::vector<Gap>& gaps, int finest) {
    auto middle = coarsest(gaps, finest, 0.25);
    if (middle && middle->is_short()) return middle;
    auto anywhere = coarsest(gaps, finest, 0.5);
    return anywhere && (!middle || anywhere->is_short()) ? anywhere : middle;
}

}  // namespace

CoarseTree coarsened(const SampleMatrix& samples, const std::vector<uint32_t>& rows, const Table& table,
                     const Tree& tree) {
    CoarseTree out{table, tree};
    for (const auto& [column, gaps] : gaps_of(samples, rows, table, tree)) {
        const uint16_t input = table.columns[column].source.a;
        const auto choice = choose(gaps, std::max<int>(table.exponents[input], -25));
        if (!choice) continue;
        auto& cuts = out.table.columns[column].cuts;
        cuts = choice->thresholds;
        std::ranges::sort(cuts);
        cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
        for (size_t i = 0; i < gaps.size(); ++i)
            out.tree.nodes[gaps[i].node].cut =
                static_cast<uint8_t>(std::ranges::find(cuts, choice->thresholds[i]) - cuts.begin());
        out.table.exponents[input] = static_cast<int8_t>(choice->exponent);
    }
    return out;
}

}  // namespace mote::train::trees
