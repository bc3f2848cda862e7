#include "data/partition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/group_folds.hpp"

namespace mote::data {
namespace {

/// The rows that can be on a side, with what a split asks of them.
struct Rows {
    std::vector<uint32_t> index;
    std::vector<uint32_t> strata, groups;  ///< of each entry of index; groups may be empty
    bool regression = false;
};

Result<Rows> rows_of(const Table& table, const Dependence& dependence, const DatasetOptions& options) {
    Rows rows;
    rows.index = table.labelled_rows();
    MOTE_TRY(schema, detect_schema(table, rows.index, options.task));
    MOTE_TRY(targets, encode_targets(table, schema));
    rows.strata = strata_of(targets, rows.index);
    rows.regression = targets.task == Task::regression;
    for (const uint32_t row : rows.index)
        if (dependence.groups) rows.groups.push_back(dependence.groups.of_rows[row]);
    return rows;
}

/// Entries whose fold is `fold` are held out.
Partition by_fold(const Rows& rows, std::span<const uint32_t> folds, uint32_t fold) {
    Partition parts;
    for (size_t i = 0; i < rows.index.size(); ++i)
        (folds[i] == fold ? parts.held_out : parts.kept).push_back(rows.index[i]);
    return parts;
}

/// For pieces in order and groups a regression has one stratum: its blocks of similar targets are no classes.
std::vector<uint32_t> classes_of(const Rows& rows) {
    return rows.regression ? std::vector<uint32_t>(rows.strata.size(), 0) : rows.strata;
}

/// Every group has one class.
bool pure(const Rows& rows) {
    std::map<uint32_t, uint32_t> class_of;
    for (size_t i = 0; i < rows.index.size(); ++i)
        if (class_of.try_emplace(rows.groups[i], rows.strata[i]).first->second != rows.strata[i])
            return false;
    return true;
}

/// Whole groups of one class each, in proportion from every class, but at least one of each.
Partition hold_out_pure_groups(const Rows& rows, const DatasetOptions& options) {
    std::map<uint32_t, uint32_t> class_of;
    for (size_t i = 0; i < rows.index.size(); ++i) class_of[rows.groups[i]] = rows.strata[i];
    std::vector<uint32_t> numbers, strata;
    for (const auto& [group, stratum] : class_of) numbers.push_back(group), strata.push_back(stratum);
    double fraction = options.hold_out_fraction;
    for (const uint32_t stratum : strata)
        fraction = std::max(fraction, 1.0 / static_cast<double>(std::ranges::count(strata, stratum)));
    std::set<uint32_t> held_out;
    for (const uint32_t position : hold_out(strata, fraction, options.seed).held_out)
        held_out.insert(numbers[position]);
    Partition parts;
    for (size_t i = 0; i < rows.index.size(); ++i)
        (held_out.contains(rows.groups[i]) ? parts.held_out : parts.kept).push_back(rows.index[i]);
    return parts;
}

size_t classes_in(const Rows& rows, std::span<const uint32_t> folds, uint32_t fold, bool held_out) {
    std::set<uint32_t> found;
    for (size_t i = 0; i < folds.size(); ++i)
        if ((folds[i] == fold) == held_out) found.insert(rows.strata[i]);
    return found.size();
}

/// One fold of groups of several classes: that which leaves all classes to learn from, and has most of them itself.
Partition hold_out_groups(const Rows& rows, const DatasetOptions& options) {
    if (!rows.regression && pure(rows)) return hold_out_pure_groups(rows, options);
    const auto classes = classes_of(rows);
    const auto folds = static_cast<uint32_t>(std::clamp<size_t>(
        static_cast<size_t>(std::lround(1 / options.hold_out_fraction)), 2, count_groups(rows.groups)));
    const auto fold = assign_group_folds(rows.groups, classes, folds, options.seed);
    Rows by_class = rows;
    by_class.strata = classes;
    uint32_t best = 0;
    size_t most = 0;
    for (uint32_t k = 0; k < folds; ++k) {
        const size_t score =
            classes_in(by_class, fold, k, false) * 1000 + classes_in(by_class, fold, k, true);
        if (score > most) most = score, best = k;
    }
    return by_fold(rows, fold, best);
}

/// The last part of each class, in the order of the rows.
Partition hold_out_last(const Rows& rows, double fraction) {
    const auto classes = classes_of(rows);
    std::map<uint32_t, size_t> counts, seen;
    for (const uint32_t k : classes) ++counts[k];
    Partition parts;
    for (size_t i = 0; i < classes.size(); ++i) {
        const size_t count = counts[classes[i]];
        const auto last =
            std::max<size_t>(1, static_cast<size_t>(std::lround(fraction * static_cast<double>(count))));
        const bool held_out = count > 1 && seen[classes[i]]++ >= count - last;
        (held_out ? parts.held_out : parts.kept).push_back(rows.index[i]);
    }
    return parts;
}

/// Leaves windows out of what is learnt from that share steps with one that is held out.
size_t purge(Partition& parts, const Dependence& dependence) {
    if (dependence.places.empty()) return 0;
    std::map<uint32_t, std::vector<uint32_t>> held_out;  // session -> first steps, ascending
    for (const uint32_t row : parts.held_out)
        held_out[dependence.places[row].session].push_back(dependence.places[row].first_step);
    return std::erase_if(parts.kept, [&](uint32_t row) {
        const auto& place = dependence.places[row];
        const auto found = held_out.find(place.session);
        if (found == held_out.end()) return false;
        const auto& steps = found->second;
        const uint32_t from =
            place.first_step < dependence.window_steps ? 0 : place.first_step - dependence.window_steps + 1;
        const auto near = std::ranges::lower_bound(steps, from);
        return near != steps.end() && *near < place.first_step + dependence.window_steps;
    });
}

Error without_groups(const Table& table) {
    return {ErrorCode::usage, "nothing tells which rows belong together", table.file,
            "name a column with --group COL, or a part of file names with --group-pattern"};
}

enum class Way { random, group, time };

Way way_of(const Dependence& dependence, SplitChoice choice) {
    switch (choice) {
        case SplitChoice::random:
            return Way::random;
        case SplitChoice::group:
            return Way::group;
        case SplitChoice::time:
            return Way::time;
        case SplitChoice::automatic:
            break;
    }
    return dependence.groups ? Way::group : dependence.places.empty() ? Way::random : Way::time;
}

Result<Partition> fold_of_many(const Table& table, const Rows& rows, Way way, const DatasetOptions& options,
                               const std::string& groups, std::string& how) {
    const uint32_t folds = *options.fold_count, fold = options.fold.value_or(0);
    std::vector<uint32_t> numbers;
    std::string manner = "stratified, seed " + std::to_string(options.seed);
    if (way == Way::group) {
        const size_t count = count_groups(rows.groups);
        if (count < folds)
            return Error{ErrorCode::usage, fmt::format("{} groups cannot be {} folds", count, folds),
                         "--folds", fmt::format("give --folds {} or less", count)};
        numbers = assign_group_folds(rows.groups, classes_of(rows), folds, options.seed);
        manner = groups + ", each in one fold";
    } else if (way == Way::time) {
        numbers = contiguous_pieces(classes_of(rows), folds);
        for (uint32_t& number : numbers) number %= folds;
        manner = "contiguous parts of each class in the order of the rows";
    } else {
        numbers = deal_folds(rows.strata, folds, options.seed);
    }
    how = fmt::format("fold {} of {} held out, {}", fold, folds, manner);
    auto parts = by_fold(rows, numbers, fold);
    if (parts.held_out.empty() || parts.kept.empty())
        return Error{ErrorCode::input, fmt::format("fold {} has no row", fold), table.file,
                     "give fewer --folds"};
    return parts;
}

Result<Partition> one_part(const Table& table, const Rows& rows, Way way, const DatasetOptions& options,
                           const std::string& groups, std::string& how) {
    Partition parts;
    const double percent = 100 * options.hold_out_fraction;
    if (way == Way::group) {
        parts = hold_out_groups(rows, options);
        how = groups.ends_with(" files")
                  ? fmt::format("whole files held out, in proportion from every class, seed {}", options.seed)
                  : fmt::format("whole groups held out ({}), seed {}", groups, options.seed);
    } else if (way == Way::time) {
        parts = hold_out_last(rows, options.hold_out_fraction);
        how = fmt::format("the last {:.0f} % of each class in the order of the rows held out", percent);
    } else {
        parts = hold_out(rows.strata, options.hold_out_fraction, options.seed);
        for (auto* side : {&parts.kept, &parts.held_out})
            for (uint32_t& row : *side) row = rows.index[row];
        how = fmt::format("{:.0f} % of the rows held out, stratified, seed {}", percent, options.seed);
        if (table.file_starts.size() > 1)
            how += "; rows of one file are on both sides, which flatters the figures";
    }
    if (parts.held_out.empty() || parts.kept.empty())
        return Error{ErrorCode::input, fmt::format("{} rows are too few to hold some out", table.rows),
                     table.file, "add rows, or give rows to test on with --test FILE"};
    return parts;
}

}  // namespace

Result<Partition> partition(const Table& table, const Dependence& dependence, const DatasetOptions& options,
                            std::string& how) {
    if (options.folds_file) {
        how = fmt::format("fold {} of {} held out", *options.fold, *options.folds_file);
        return read_folds(*options.folds_file, table.rows, *options.fold);
    }
    if (options.test_rows_file) {
        how = fmt::format("the rows listed in {} held out", *options.test_rows_file);
        return read_row_list(*options.test_rows_file, table.rows);
    }
    const Way way = way_of(dependence, options.split);
    if (way == Way::group && !dependence.groups) return without_groups(table);
    MOTE_TRY(rows, rows_of(table, dependence, options));
    if (way == Way::group && count_groups(rows.groups) < 2)
        return Error{ErrorCode::input, "all rows are of one group", table.file,
                     "give rows of others too, or --split time"};
    auto parts = options.fold_count ? fold_of_many(table, rows, way, options, dependence.groups.what, how)
                                    : one_part(table, rows, way, options, dependence.groups.what, how);
    if (!parts || way == Way::random) return parts;
    if (const size_t left_out = purge(*parts, dependence); left_out > 0)
        how += fmt::format("; {} windows that share rows with them left out", left_out);
    if (parts->kept.empty())
        return Error{ErrorCode::input, "every window to learn from shares rows with one that is held out",
                     table.file, "give a shorter --window, or --split random"};
    return parts;
}

}  // namespace mote::data
