#include "search/validation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/rng.hpp"
#include "search/dependence.hpp"

namespace mote::search {

namespace {

constexpr size_t cross_folds = 4;

/// Cross-validation is repeated with other cuts where a single one would be noise.
size_t repeats(size_t rows) {
    return rows < 200 ? 4 : rows < 1000 ? 2 : 1;
}
constexpr size_t fifths = 5, enough_validated = 1500;  // a fifth of fewer rows is joined by others

/// Row positions in an order in which every prefix holds about its share of each class (or target range).
std::vector<uint32_t> stratified_order(const TrainingRows& rows, uint64_t seed) {
    std::vector<uint32_t> order(rows.index);
    Rng rng(seed);
    rng.shuffle(order);
    const Targets& targets = *rows.targets;
    if (targets.task == Task::regression) return order;
    std::vector<size_t> counts(targets.classes.size()), seen(targets.classes.size());
    for (uint32_t row : order) ++counts[targets.labels[row]];
    std::vector<std::pair<double, uint32_t>> keyed;
    for (uint32_t row : order) {
        const uint16_t label = targets.labels[row];
        keyed.emplace_back((static_cast<double>(seen[label]++) + 0.5) / static_cast<double>(counts[label]),
                           row);
    }
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (size_t i = 0; i < order.size(); ++i) order[i] = keyed[i].second;
    return order;
}

TrainingRows with_rows(const TrainingRows& rows, std::vector<uint32_t> index) {
    TrainingRows out = rows;
    std::sort(index.begin(), index.end());
    out.index = std::move(index);
    return out;
}

/// Assigns each class by itself, so that each fold has its share: every folds-th row of a class from `fold` on
/// validates. Where one class ends the next goes on, so that small classes do not all begin at the same fold.
Fold stratified_fold(const TrainingRows& rows, const std::vector<uint32_t>& order, size_t folds,
                     size_t fold) {
    const Targets& targets = *rows.targets;
    std::vector<size_t> next(std::max<size_t>(targets.classes.size(), 1));
    for (uint32_t row : order)
        if (targets.task != Task::regression && targets.labels[row] + 1u < next.size())
            ++next[targets.labels[row] + 1u];
    for (size_t k = 1; k < next.size(); ++k) next[k] += next[k - 1];
    std::vector<uint32_t> fit, validation;
    for (uint32_t row : order) {
        const size_t group = targets.task == Task::regression ? 0 : targets.labels[row];
        (next[group]++ % folds == fold ? validation : fit).push_back(row);
    }
    return {with_rows(rows, std::move(fit)), with_rows(rows, std::move(validation))};
}

/// Neighbouring rows of a series often come from one recording or one person, and so do not say how a model
/// does on others. Each class, in the order of the file, is cut into pieces, of which one validates.
Fold block_fold(const TrainingRows& rows, size_t folds, size_t fold) {
    const Targets& targets = *rows.targets;
    std::vector<size_t> counts(targets.classes.size()), seen(targets.classes.size());
    for (uint32_t row : rows.index) ++counts[targets.labels[row]];
    std::vector<uint32_t> in_order(rows.index), fit, validation;
    std::sort(in_order.begin(), in_order.end());
    for (uint32_t row : in_order) {
        const uint16_t label = targets.labels[row];
        const size_t piece = seen[label]++ * folds / counts[label];
        (piece == fold ? validation : fit).push_back(row);
    }
    return {with_rows(rows, std::move(fit)), with_rows(rows, std::move(validation))};
}

/// A fifth of which a quarter is one piece of each class, and the rest is random.
Fold stratified_fifth_with_block(const TrainingRows& rows, uint64_t seed) {
    const Fold piece = block_fold(rows, 20, 12);
    Fold out = stratified_fold(piece.fit, stratified_order(piece.fit, seed), 6, 0);
    auto scored = out.validation.index;
    scored.insert(scored.end(), piece.validation.index.begin(), piece.validation.index.end());
    out.validation = with_rows(rows, std::move(scored));
    return out;
}

/// One fifth that validates, and where it has too few rows others.
std::vector<Fold> stratified_fifths(const TrainingRows& rows, const std::vector<uint32_t>& order) {
    std::vector<Fold> out;
    for (size_t p = 0, scored = 0; p < fifths && (p == 0 || scored < enough_validated); ++p) {
        out.push_back(stratified_fold(rows, order, fifths, p));
        scored += out.back().validation.size();
    }
    return out;
}

/// Recordings whose neighbours depend on each other, with enough rows of every class to be cut into pieces.
bool in_blocks(const TrainingRows& rows, uint64_t seed) {
    if (rows.targets->task == Task::regression || !rows.shape.ordered()) return false;
    std::vector<size_t> counts(rows.targets->classes.size());
    for (uint32_t row : rows.index) ++counts[rows.targets->labels[row]];
    return *std::min_element(counts.begin(), counts.end()) >= 8 && neighbours_are_dependent(rows, seed);
}

}  // namespace

namespace {

/// A fold without rows to learn from, or to validate with, says nothing.
void leave_out_empty(std::vector<Fold>& folds) {
    std::erase_if(folds, [](const Fold& p) { return p.fit.size() == 0 || p.validation.size() == 0; });
}

}  // namespace

Validation plan_validation(const TrainingRows& rows, uint64_t seed) {
    Validation out;
    const bool blocks = in_blocks(rows, seed);
    const char* how = blocks ? ", a quarter of it on rows that follow each other" : "";
    if (rows.size() >= small_set) {
        out.folds = blocks ? std::vector{stratified_fifth_with_block(rows, seed ^ 0x5EEDull)}
                           : stratified_fifths(rows, stratified_order(rows, seed ^ 0x5EEDull));
        out.folds[0].validation = subsample(out.folds[0].validation, largest_validation, seed);
        leave_out_empty(out.folds);
        out.distinct = out.folds.size();
        const size_t more = out.folds.size() - 1;
        out.description =
            fmt::format("{} of the training rows kept for validation{}{}", out.folds[0].validation.size(),
                        more > 0 ? fmt::format(", and {} times others", more) : "", how);
        return out;
    }
    const size_t times = repeats(rows.size());
    for (size_t repeat = 0; repeat < times; ++repeat) {
        const auto order = stratified_order(rows, (seed ^ 0x5EEDull) + repeat * 0x9E3779B9ull);
        for (size_t p = 0; p < cross_folds; ++p)
            out.folds.push_back(blocks && p + 1 == cross_folds
                                    ? block_fold(rows, cross_folds, p)
                                    : stratified_fold(rows, order, cross_folds, p));
    }
    leave_out_empty(out.folds);
    out.distinct = std::min(cross_folds, out.folds.size());
    out.description = fmt::format("{}-fold cross-validation inside the training rows{}{}", cross_folds,
                                  times > 1 ? fmt::format(", {} times", times) : "", how);
    return out;
}

std::vector<Fold> cross_fit_folds(const TrainingRows& rows, size_t folds, uint64_t seed) {
    const auto order = stratified_order(rows, seed ^ 0xF17ull);
    std::vector<Fold> out;
    for (size_t p = 0; p < folds; ++p) out.push_back(stratified_fold(rows, order, folds, p));
    leave_out_empty(out);
    return out;
}

TrainingRows subsample(const TrainingRows& rows, size_t limit, uint64_t seed) {
    if (rows.size() <= limit) return rows;
    auto order = stratified_order(rows, seed ^ 0x5AB5ull);
    order.resize(limit);
    return with_rows(rows, std::move(order));
}

}  // namespace mote::search
