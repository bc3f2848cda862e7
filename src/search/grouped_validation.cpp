#include "search/grouped_validation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/group_folds.hpp"

namespace mote::search {

namespace {

constexpr size_t folds = 4, fifths = 5, fifths_that_validate = 2;

std::vector<uint32_t> groups_of(const TrainingRows& rows, std::span<const uint32_t> groups) {
    std::vector<uint32_t> out;
    for (const uint32_t row : rows.index) out.push_back(groups[row]);
    return out;
}

std::vector<uint32_t> classes_of(const TrainingRows& rows) {
    std::vector<uint32_t> out(rows.index.size(), 0);
    if (rows.targets->task == Task::regression) return out;
    for (size_t i = 0; i < out.size(); ++i) out[i] = rows.targets->labels[rows.index[i]];
    return out;
}

bool fits_what_it_validates(const Fold& part) {
    if (part.fit.targets->task == Task::regression) return true;
    std::vector<bool> fitted(part.fit.targets->classes.size());
    for (const uint32_t row : part.fit.index) fitted[part.fit.targets->labels[row]] = true;
    return std::ranges::all_of(part.validation.index,
                               [&](uint32_t row) { return fitted[part.validation.targets->labels[row]]; });
}

bool validates_groups(const TrainingRows& rows, std::span<const uint32_t> groups) {
    return !groups.empty() && count_groups(groups_of(rows, groups)) >= 2;
}

std::vector<Fold> group_folds(const TrainingRows& rows, std::span<const uint32_t> all, size_t wanted,
                              uint64_t seed) {
    const auto groups = groups_of(rows, all);
    const size_t count = std::min(wanted, count_groups(groups));
    const auto fold = assign_group_folds(groups, classes_of(rows), static_cast<uint32_t>(count), seed);
    std::vector<Fold> out(count, Fold{rows, rows});
    for (auto& part : out) part.fit.index.clear(), part.validation.index.clear();
    for (size_t i = 0; i < rows.index.size(); ++i)
        for (size_t p = 0; p < count; ++p)
            (fold[i] == p ? out[p].validation : out[p].fit).index.push_back(rows.index[i]);
    std::erase_if(out, [](const Fold& p) { return p.fit.size() == 0 || p.validation.size() == 0; });
    return out;
}

std::vector<Fold> usable_folds(const TrainingRows& rows, std::span<const uint32_t> groups, size_t wanted,
                               uint64_t seed) {
    auto all = group_folds(rows, groups, wanted, seed);
    auto usable = all;
    std::erase_if(usable, [](const Fold& p) { return !fits_what_it_validates(p); });
    return usable.empty() ? all : usable;
}

}  // namespace

Validation plan_validation(const TrainingRows& rows, std::span<const uint32_t> groups, uint64_t seed) {
    if (!validates_groups(rows, groups)) return plan_validation(rows, seed);
    Validation out;
    const size_t count = count_groups(groups_of(rows, groups));
    if (rows.size() >= small_set) {
        out.folds = usable_folds(rows, groups, fifths, seed ^ 0x5EEDull);
        out.folds.resize(std::min(out.folds.size(), fifths_that_validate));
        for (auto& part : out.folds) part.validation = subsample(part.validation, largest_validation, seed);
        out.distinct = out.folds.size();
        out.description =
            fmt::format("{} times a fifth of {} groups of the training rows", out.folds.size(), count);
        return out;
    }
    const size_t times = rows.size() < 1000 && count > folds ? 2 : 1;
    for (size_t repeat = 0; repeat < times; ++repeat) {
        auto parts = usable_folds(rows, groups, folds, (seed ^ 0x5EEDull) + repeat * 0x9E3779B9ull);
        if (repeat == 0) out.distinct = parts.size();
        for (auto& part : parts) out.folds.push_back(std::move(part));
    }
    out.description = fmt::format("{}-fold cross-validation over {} groups of the training rows{}",
                                  out.distinct, count, times > 1 ? ", 2 times" : "");
    return out;
}

std::vector<Fold> cross_fit_folds(const TrainingRows& rows, std::span<const uint32_t> groups, size_t wanted,
                                  uint64_t seed) {
    if (!validates_groups(rows, groups)) return cross_fit_folds(rows, wanted, seed);
    return group_folds(rows, groups, wanted, seed ^ 0xF17ull);
}

}  // namespace mote::search
