#include "data/findings/repeats.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

namespace mote::data {
namespace {

uint64_t mixed(uint64_t hash, float value) {
    const float plain = value == 0 ? 0.0f : value;  // -0 is 0
    uint32_t bits = 0;
    std::memcpy(&bits, &plain, sizeof bits);
    hash = (hash ^ bits) * 0x9E3779B97F4A7C15ull;
    return hash ^ (hash >> 29);
}

uint64_t hash_of(const Sight& sight, uint32_t row) {
    uint64_t hash = 1;
    for (const size_t c : sight.inputs) hash = mixed(hash, sight.samples().at(row, c));
    return hash;
}

bool same_inputs(const Sight& sight, uint32_t a, uint32_t b) {
    return std::ranges::all_of(
        sight.inputs, [&](size_t c) { return sight.samples().at(a, c) == sight.samples().at(b, c); });
}

/// The birthday problem: pairs of equal rows to expect if the columns had nothing to do with each other.
double equal_pairs_by_chance(const Sight& sight) {
    const auto rows = static_cast<double>(sight.rows.size());
    const auto some = static_cast<double>(sight.sample.size());
    double pairs = rows * (rows - 1) / 2;
    for (const size_t c : sight.inputs) {
        std::unordered_map<float, size_t> counts;
        for (const uint32_t row : sight.sample) ++counts[sight.samples().at(row, c)];
        double equal = 0;
        for (const auto& [value, count] : counts) {
            const auto n = static_cast<double>(count);
            equal += n * (n - 1);
        }
        pairs *= equal / std::max(1.0, some * (some - 1));
        if (pairs < 1e-3) return 0;
    }
    return pairs;
}

}  // namespace

Repeats find_repeats(const Sight& sight) {
    Repeats out;
    if (sight.inputs.empty() || sight.rows.empty()) return out;
    std::vector<std::pair<uint64_t, uint32_t>> order;
    order.reserve(sight.rows.size());
    for (const uint32_t row : sight.rows) order.emplace_back(hash_of(sight, row), row);
    std::ranges::sort(order);
    const size_t classes = sight.classes() ? sight.targets->classes.size() : 0;
    for (size_t from = 0, to = 0; from < order.size(); from = to) {
        std::vector<uint32_t> same = {order[from].second};
        for (to = from + 1; to < order.size() && order[to].first == order[from].first; ++to)
            if (same_inputs(sight, order[from].second, order[to].second)) same.push_back(order[to].second);
        if (same.size() < 2) continue;
        std::vector<size_t> counts(std::max<size_t>(classes, 1));
        std::unordered_map<double, uint32_t> seen;
        for (const uint32_t row : same) {
            const double target = sight.classes()            ? sight.targets->labels[row]
                                  : sight.targets != nullptr ? sight.targets->values[row]
                                                             : 0;
            if (sight.classes()) ++counts[sight.targets->labels[row]];
            const auto [at, is_new] = seen.emplace(target, row);
            if (is_new) continue;
            if (out.rows++ == 0 || row < out.first) {
                out.first = row;
                out.first_of = at->second;
            }
        }
        if (!sight.classes() || seen.size() < 2) continue;
        out.conflicting += same.size();
        out.unavoidable += same.size() - *std::ranges::max_element(counts);
        if (out.conflict_of == 0 || same[0] < out.conflict) {
            const auto label = [&](uint32_t row) { return sight.targets->labels[row]; };
            out.conflict = same[0];
            out.conflict_of =
                *std::ranges::find_if(same, [&](uint32_t r) { return label(r) != label(same[0]); });
        }
    }
    const auto found = static_cast<double>(std::max(out.rows, out.conflicting));
    // Columns do hang together, which makes for more: by up to ten times.
    out.natural = found > 0 && 10 * equal_pairs_by_chance(sight) >= found;
    return out;
}

std::vector<std::pair<size_t, size_t>> duplicate_columns(const Sight& sight) {
    std::unordered_map<uint64_t, size_t> first;
    std::vector<std::pair<size_t, size_t>> out;
    for (const size_t c : sight.inputs) {
        uint64_t hash = 1;
        for (const uint32_t row : sight.rows) hash = mixed(hash, sight.samples().at(row, c));
        const auto [found, is_new] = first.emplace(hash, c);
        if (is_new) continue;
        const size_t earlier = found->second;
        const bool equal = std::ranges::all_of(sight.rows, [&](uint32_t row) {
            return sight.samples().at(row, c) == sight.samples().at(row, earlier);
        });
        if (equal) out.emplace_back(c, earlier);
    }
    return out;
}

}  // namespace mote::data
