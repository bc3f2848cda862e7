#include "core/group_folds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "core/rng.hpp"

namespace mote {
namespace {

struct Group {
    uint32_t number = 0;
    size_t size = 0;
    std::map<uint32_t, size_t> strata;  ///< rows of each
};

std::vector<Group> groups_of(std::span<const uint32_t> groups, std::span<const uint32_t> strata) {
    std::map<uint32_t, Group> found;
    for (size_t i = 0; i < groups.size(); ++i) {
        Group& group = found[groups[i]];
        group.number = groups[i];
        ++group.size;
        ++group.strata[strata[i]];
    }
    std::vector<Group> out;
    for (auto& [number, group] : found) out.push_back(std::move(group));
    return out;
}

/// Rows of each stratum in each fold, as shares of the stratum.
class FoldCounts {
  public:
    FoldCounts(const std::vector<Group>& groups, uint32_t folds) : folds_(folds), sizes_(folds, 0) {
        for (const auto& group : groups) {
            for (const auto& [stratum, count] : group.strata) totals_[stratum] += static_cast<double>(count);
            rows_ += group.size;
        }
        for (const auto& [stratum, total] : totals_) counts_[stratum].assign(folds, 0);
    }

    /// How uneven the folds would be with the group in `fold`: squared distances from even shares, of the
    /// strata of the group and of the number of rows.
    double unevenness(const Group& group, uint32_t fold) const {
        double sum = 0;
        for (const auto& [stratum, count] : group.strata)
            sum += added(counts_.at(stratum)[fold], static_cast<double>(count), totals_.at(stratum));
        return sum / static_cast<double>(group.strata.size()) +
               added(sizes_[fold], static_cast<double>(group.size), static_cast<double>(rows_));
    }

    void add(const Group& group, uint32_t fold) {
        for (const auto& [stratum, count] : group.strata)
            counts_[stratum][fold] += static_cast<double>(count);
        sizes_[fold] += static_cast<double>(group.size);
    }

    double rows(uint32_t fold) const { return sizes_[fold]; }

  private:
    /// Growth of the sum of squared shares when `count` of `total` join those that are there.
    double added(double there, double count, double total) const {
        return (2 * there + count) * count / (total * total) * folds_;
    }

    double folds_;
    size_t rows_ = 0;
    std::map<uint32_t, double> totals_;
    std::map<uint32_t, std::vector<double>> counts_;
    std::vector<double> sizes_;
};

}  // namespace

std::vector<uint32_t> assign_group_folds(std::span<const uint32_t> groups, std::span<const uint32_t> strata,
                                         uint32_t folds, uint64_t seed) {
    auto all = groups_of(groups, strata);
    Rng rng(seed);
    rng.shuffle(all);
    std::ranges::stable_sort(all, std::ranges::greater{}, &Group::size);
    FoldCounts counts(all, folds);
    std::map<uint32_t, uint32_t> fold_of;
    for (const auto& group : all) {
        uint32_t best = 0;
        double least = std::numeric_limits<double>::infinity();
        for (uint32_t fold = 0; fold < folds; ++fold) {
            const double uneven = counts.unevenness(group, fold);
            const bool as_even = std::abs(uneven - least) <= 1e-12 * std::max(1.0, least);
            if (as_even ? counts.rows(fold) < counts.rows(best) : uneven < least) best = fold, least = uneven;
        }
        counts.add(group, best);
        fold_of[group.number] = best;
    }
    std::vector<uint32_t> out(groups.size());
    for (size_t i = 0; i < groups.size(); ++i) out[i] = fold_of[groups[i]];
    return out;
}

size_t count_groups(std::span<const uint32_t> groups) {
    return std::set<uint32_t>(groups.begin(), groups.end()).size();
}

std::vector<uint32_t> contiguous_pieces(std::span<const uint32_t> strata, uint32_t pieces) {
    std::map<uint32_t, size_t> counts, seen;
    for (const uint32_t stratum : strata) ++counts[stratum];
    std::map<uint32_t, uint32_t> first;
    uint32_t next = 0;
    for (const auto& [stratum, count] : counts) first[stratum] = pieces * next++;
    std::vector<uint32_t> out;
    for (const uint32_t stratum : strata)
        out.push_back(first[stratum] + static_cast<uint32_t>(seen[stratum]++ * pieces / counts[stratum]));
    return out;
}

}  // namespace mote
