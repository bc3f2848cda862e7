#include "search/validation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/rng.hpp"
#include "search/dependence.hpp"

namespace mote::search {

namespace {

constexpr size_t small_set = 3000;
constexpr size_t folds = 4;

/// Cross-validation is repeated with other cuts where a single one would be noise.
size_t repeats(size_t rows) {
    return rows < 200 ? 4 : rows < 1000 ? 2 : 1;
}
constexpr size_t largest_judge = 20000;
constexpr size_t fifths = 5, enough_judged = 1500;  // a fifth of fewer rows is joined by others

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

/// Deals every class out by itself, so that each part has its share: every parts-th row of a class from
/// `part` on judges. Where one class ends the next goes on, so that small classes do not all begin at the
/// same part.
ValidationPart deal(const TrainingRows& rows, const std::vector<uint32_t>& order, size_t parts, size_t part) {
    const Targets& targets = *rows.targets;
    std::vector<size_t> next(std::max<size_t>(targets.classes.size(), 1));
    for (uint32_t row : order)
        if (targets.task != Task::regression && targets.labels[row] + 1u < next.size())
            ++next[targets.labels[row] + 1u];
    for (size_t k = 1; k < next.size(); ++k) next[k] += next[k - 1];
    std::vector<uint32_t> fit, judge;
    for (uint32_t row : order) {
        const size_t group = targets.task == Task::regression ? 0 : targets.labels[row];
        (next[group]++ % parts == part ? judge : fit).push_back(row);
    }
    return {with_rows(rows, std::move(fit)), with_rows(rows, std::move(judge))};
}

/// Neighbouring rows of a series often come from one recording or one person, and so do not say how a model
/// does on others. Each class, in the order of the file, is cut into pieces, of which one judges.
ValidationPart deal_blocks(const TrainingRows& rows, size_t parts, size_t part) {
    const Targets& targets = *rows.targets;
    std::vector<size_t> counts(targets.classes.size()), seen(targets.classes.size());
    for (uint32_t row : rows.index) ++counts[targets.labels[row]];
    std::vector<uint32_t> in_order(rows.index), fit, judge;
    std::sort(in_order.begin(), in_order.end());
    for (uint32_t row : in_order) {
        const uint16_t label = targets.labels[row];
        const size_t piece = seen[label]++ * parts / counts[label];
        (piece == part ? judge : fit).push_back(row);
    }
    return {with_rows(rows, std::move(fit)), with_rows(rows, std::move(judge))};
}

/// A fifth of which a quarter is one piece of each class, and the rest dealt by chance.
ValidationPart deal_fifth_with_piece(const TrainingRows& rows, uint64_t seed) {
    const ValidationPart piece = deal_blocks(rows, 20, 12);
    ValidationPart out = deal(piece.fit, stratified_order(piece.fit, seed), 6, 0);
    auto judged = out.judge.index;
    judged.insert(judged.end(), piece.judge.index.begin(), piece.judge.index.end());
    out.judge = with_rows(rows, std::move(judged));
    return out;
}

/// One fifth that judges, and where it has too few rows others.
std::vector<ValidationPart> deal_fifths(const TrainingRows& rows, const std::vector<uint32_t>& order) {
    std::vector<ValidationPart> out;
    for (size_t p = 0, judged = 0; p < fifths && (p == 0 || judged < enough_judged); ++p) {
        out.push_back(deal(rows, order, fifths, p));
        judged += out.back().judge.size();
    }
    return out;
}

/// Recordings whose neighbours are relatives, with enough rows of every class to be cut into pieces.
bool in_blocks(const TrainingRows& rows, uint64_t seed) {
    if (rows.targets->task == Task::regression || !rows.shape.ordered()) return false;
    std::vector<size_t> counts(rows.targets->classes.size());
    for (uint32_t row : rows.index) ++counts[rows.targets->labels[row]];
    return *std::min_element(counts.begin(), counts.end()) >= 8 && neighbours_are_relatives(rows, seed);
}

}  // namespace

namespace {

/// A part without rows to learn from, or to judge by, says nothing.
void leave_out_empty(std::vector<ValidationPart>& parts) {
    std::erase_if(parts, [](const ValidationPart& p) { return p.fit.size() == 0 || p.judge.size() == 0; });
}

}  // namespace

Validation plan_validation(const TrainingRows& rows, uint64_t seed) {
    Validation out;
    const bool blocks = in_blocks(rows, seed);
    const char* how = blocks ? ", a quarter of it on rows that follow each other" : "";
    if (rows.size() >= small_set) {
        out.parts = blocks ? std::vector{deal_fifth_with_piece(rows, seed ^ 0x5EEDull)}
                           : deal_fifths(rows, stratified_order(rows, seed ^ 0x5EEDull));
        out.parts[0].judge = subsample(out.parts[0].judge, largest_judge, seed);
        leave_out_empty(out.parts);
        out.distinct = out.parts.size();
        const size_t more = out.parts.size() - 1;
        out.description = fmt::format("{} of the training rows held back{}{}", out.parts[0].judge.size(),
                                      more > 0 ? fmt::format(", and {} times others", more) : "", how);
        return out;
    }
    const size_t times = repeats(rows.size());
    for (size_t repeat = 0; repeat < times; ++repeat) {
        const auto order = stratified_order(rows, (seed ^ 0x5EEDull) + repeat * 0x9E3779B9ull);
        for (size_t p = 0; p < folds; ++p)
            out.parts.push_back(blocks && p + 1 == folds ? deal_blocks(rows, folds, p)
                                                         : deal(rows, order, folds, p));
    }
    leave_out_empty(out.parts);
    out.distinct = std::min(folds, out.parts.size());
    out.description = fmt::format("{}-fold cross-validation inside the training rows{}{}", folds,
                                  times > 1 ? fmt::format(", {} times", times) : "", how);
    return out;
}

std::vector<ValidationPart> cross_fit_parts(const TrainingRows& rows, size_t parts, uint64_t seed) {
    const auto order = stratified_order(rows, seed ^ 0xF17ull);
    std::vector<ValidationPart> out;
    for (size_t p = 0; p < parts; ++p) out.push_back(deal(rows, order, parts, p));
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
