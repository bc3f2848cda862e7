#include "data/split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

#include "core/files.hpp"
#include "core/rng.hpp"
#include "data/cell.hpp"

namespace mote::data {
namespace {

constexpr size_t rows_per_stratum = 10;  // for regression

// Positions of each stratum, in an order of their own.
std::vector<std::vector<uint32_t>> shuffled_strata(std::span<const uint32_t> strata, uint64_t seed) {
    std::map<uint32_t, std::vector<uint32_t>> members;
    for (size_t i = 0; i < strata.size(); ++i) members[strata[i]].push_back(static_cast<uint32_t>(i));
    std::vector<std::vector<uint32_t>> out;
    for (auto& [stratum, positions] : members) {
        Rng rng = Rng::fork(seed, stratum);
        rng.shuffle(positions);
        out.push_back(std::move(positions));
    }
    return out;
}

/// Calls take(line number, whole number) for each line; blank lines at the end are skipped.
Status each_number(const std::string& path, const std::string& text,
                   const std::function<Status(size_t, uint32_t)>& take) {
    std::string_view rest = text;
    for (size_t line = 1; !rest.empty(); ++line) {
        const size_t end = rest.find('\n');
        std::string_view word = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        while (!word.empty() && (word.back() == '\r' || word.back() == ' ')) word.remove_suffix(1);
        if (word.empty() && rest.find_first_not_of("\r\n ") == std::string_view::npos) break;
        uint32_t number = 0;
        const auto [stop, code] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (word.empty() || code != std::errc{} || stop != word.data() + word.size())
            return Error{ErrorCode::input, fmt::format("{} is not a whole number", shown(word)),
                         fmt::format("{}: line {}", path, line),
                         "write one whole number a line, without a title"};
        MOTE_CHECK(take(line, number));
    }
    return Done{};
}

Partition partition_by(size_t rows, const std::vector<bool>& held_out) {
    Partition out;
    for (size_t row = 0; row < rows; ++row)
        (held_out[row] ? out.held_out : out.kept).push_back(static_cast<uint32_t>(row));
    return out;
}

TrainingRows part_of(const TrainingRows& rows, std::span<const uint32_t> positions) {
    TrainingRows out = rows;
    out.index.clear();
    for (const uint32_t position : positions) out.index.push_back(rows.index[position]);
    return out;
}

}  // namespace

Result<SplitChoice> split_from_name(const std::string& name) {
    if (name == "auto") return SplitChoice::automatic;
    if (name == "random") return SplitChoice::random;
    if (name == "group") return SplitChoice::group;
    if (name == "time") return SplitChoice::time;
    return Error{ErrorCode::usage, fmt::format("{} is no way to split", shown(name)), "--split",
                 "use random, group or time"};
}

std::vector<uint32_t> strata_of(const Targets& targets, std::span<const uint32_t> index) {
    std::vector<uint32_t> strata(index.size());
    if (targets.task != Task::regression) {
        for (size_t i = 0; i < index.size(); ++i) strata[i] = targets.labels[index[i]];
        return strata;
    }
    std::vector<uint32_t> order(index.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::stable_sort(order, {}, [&](uint32_t i) { return targets.values[index[i]]; });
    for (size_t i = 0; i < order.size(); ++i) strata[order[i]] = static_cast<uint32_t>(i / rows_per_stratum);
    return strata;
}

Partition hold_out(std::span<const uint32_t> strata, double fraction, uint64_t seed) {
    std::vector<bool> held_out(strata.size(), false);
    double owed = 0;  // what rounding has left over, so that the total comes out right
    for (const auto& positions : shuffled_strata(strata, seed)) {
        owed += fraction * static_cast<double>(positions.size());
        const auto wanted = static_cast<size_t>(std::max(0.0, std::floor(owed + 0.5)));
        const size_t count = std::min(wanted, positions.size() - 1);
        for (size_t i = 0; i < count; ++i) held_out[positions[i]] = true;
        owed -= static_cast<double>(count);
    }
    return partition_by(strata.size(), held_out);
}

std::vector<uint32_t> deal_folds(std::span<const uint32_t> strata, uint32_t folds, uint64_t seed) {
    std::vector<uint32_t> fold(strata.size());
    uint32_t next = 0;  // goes on from stratum to stratum, so that folds are of equal size
    for (const auto& positions : shuffled_strata(strata, seed))
        for (const uint32_t position : positions) fold[position] = next++ % folds;
    return fold;
}

Result<Partition> read_folds(const std::string& path, size_t rows, uint32_t fold) {
    MOTE_TRY(text, read_file(path));
    std::vector<bool> held_out;
    MOTE_CHECK(each_number(path, text, [&](size_t, uint32_t number) -> Status {
        held_out.push_back(number == fold);
        return Done{};
    }));
    if (held_out.size() != rows)
        return Error{ErrorCode::input, fmt::format("{} fold numbers for {} data rows", held_out.size(), rows),
                     path, "write one fold number for each data row, in their order"};
    Partition out = partition_by(rows, held_out);
    if (out.held_out.empty())
        return Error{ErrorCode::usage, fmt::format("no row has fold number {}", fold), path,
                     "give --fold a number that stands in the file"};
    if (out.kept.empty())
        return Error{ErrorCode::input,
                     fmt::format("every row has fold number {}, none is left to learn from", fold), path,
                     "number the rows with at least two folds"};
    return out;
}

Result<Partition> read_row_list(const std::string& path, size_t rows) {
    MOTE_TRY(text, read_file(path));
    std::vector<bool> held_out(rows, false);
    MOTE_CHECK(each_number(path, text, [&](size_t line, uint32_t row) -> Status {
        const std::string place = fmt::format("{}: line {}", path, line);
        if (row >= rows)
            return Error{ErrorCode::input,
                         fmt::format("row {} does not exist, the last is {}", row, rows - 1), place,
                         "rows count from 0"};
        if (held_out[row])
            return Error{ErrorCode::input, fmt::format("row {} stands twice", row), place, "remove one"};
        held_out[row] = true;
        return Done{};
    }));
    Partition out = partition_by(rows, held_out);
    if (out.held_out.empty() || out.kept.empty())
        return Error{ErrorCode::input, out.kept.empty() ? "all rows are held out" : "no row is held out",
                     path, "list some of the rows, one number a line"};
    return out;
}

TrainingPair split_training(const TrainingRows& rows, double fraction, uint64_t seed) {
    const Partition parts = hold_out(strata_of(*rows.targets, rows.index), fraction, seed);
    return {part_of(rows, parts.kept), part_of(rows, parts.held_out)};
}

std::vector<TrainingPair> cross_validation(const TrainingRows& rows, uint32_t folds, uint64_t seed) {
    const auto fold = deal_folds(strata_of(*rows.targets, rows.index), folds, seed);
    std::vector<TrainingPair> pairs;
    for (uint32_t k = 0; k < folds; ++k) {
        std::vector<bool> held_out(fold.size());
        for (size_t i = 0; i < fold.size(); ++i) held_out[i] = fold[i] == k;
        const Partition parts = partition_by(fold.size(), held_out);
        pairs.push_back({part_of(rows, parts.kept), part_of(rows, parts.held_out)});
    }
    return pairs;
}

}  // namespace mote::data
