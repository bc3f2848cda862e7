#include "data/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/group_folds.hpp"
#include "data/cell.hpp"
#include "data/many_files.hpp"
#include "data/windows/quick_score.hpp"
#include "data/windows/rate.hpp"
#include "data/windows/sessions.hpp"

namespace mote::data {
namespace {

constexpr uint32_t quick_folds = 5;

/// The groups of the rows, as named by the user, else files, else sessions: whatever can be held out.
Result<Groups> groups_of(const Table& table, const DatasetOptions& options, const Groups& named,
                         const Groups& sessions) {
    if (named) return named;
    const auto index = table.labelled_rows();
    if (table.file_starts.size() < 2 && !sessions) return Groups{};
    MOTE_TRY(schema, detect_schema(table, index, options.task));
    MOTE_TRY(targets, encode_targets(table, schema));
    return natural_groups(table, sessions, targets, index);
}

/// Cuts the recording; groups of its rows become groups of windows.
Status cut(Recorded& recorded, const DatasetOptions& options, Groups& sessions) {
    MOTE_TRY(schema, detect_schema(recorded.table, recorded.table.labelled_rows(), options.task));
    Cutting cutting;
    cutting.options = options.windows;
    cutting.classes = schema.task != Task::regression;
    if (cutting.options.automatic) {
        MOTE_TRY(window, choose_window(recorded.table, options, recorded.notices));
        cutting.options.window = window;
    }
    MOTE_TRY(windows, cut_windows(recorded.table, cutting));
    auto& dependence = recorded.dependence;
    sessions = session_groups(windows);
    dependence.groups = groups_of_windows(dependence.groups, windows.places);
    dependence.places = std::move(windows.places);
    dependence.window_steps = windows.windowing.steps;
    recorded.notices.insert(recorded.notices.end(), windows.notices.begin(), windows.notices.end());
    recorded.windowing = std::move(windows.windowing);
    recorded.report = windows.report;
    recorded.table = std::move(windows.table);
    return Done{};
}

std::vector<uint32_t> class_numbers(const Targets& targets, std::span<const uint32_t> index) {
    std::vector<uint32_t> out;
    for (const uint32_t row : index) out.push_back(targets.labels[row]);
    return out;
}

/// Folds in which rows that depend on each other are together.
std::vector<uint32_t> folds_apart(const Dependence& dependence, const std::vector<uint32_t>& classes,
                                  std::span<const uint32_t> index, uint64_t seed) {
    if (!dependence.groups) {
        auto out = contiguous_pieces(classes, quick_folds);
        for (uint32_t& fold : out) fold %= quick_folds;
        return out;
    }
    std::vector<uint32_t> groups;
    for (const uint32_t row : index) groups.push_back(dependence.groups.of_rows[row]);
    return assign_group_folds(groups, classes, quick_folds, seed);
}

struct Tried {
    uint16_t steps = 0;
    QuickScore score;
};

/// The quick score of a length, on the rows to learn from.
Result<QuickScore> score_of(const Table& table, DatasetOptions options, uint16_t steps) {
    options.windows.automatic = false;
    options.windows.window = Span{static_cast<double>(steps), false};
    MOTE_TRY(recorded, prepare(table, options));
    std::string how;
    std::vector<uint32_t> index = recorded.table.labelled_rows();
    if (!options.test_file) {
        MOTE_TRY(parts, partition(recorded.table, recorded.dependence, options, how));
        index = std::move(parts.kept);
    }
    MOTE_TRY(schema, detect_schema(recorded.table, index, options.task));
    MOTE_TRY(targets, encode_targets(recorded.table, schema));
    const SeriesShape shape{steps, static_cast<uint16_t>(table.columns.size())};
    const auto folds = folds_apart(recorded.dependence, class_numbers(targets, index), index, options.seed);
    return quick_score(*recorded.table.samples, shape, targets, index, folds);
}

std::vector<uint16_t> lengths_to_try(const Table& table) {
    std::vector<size_t> sessions;
    for (const auto& session : find_sessions(table).list) sessions.push_back(session.rows.size());
    std::ranges::sort(sessions);
    const size_t usual = sessions[sessions.size() / 2];
    const size_t most =
        std::min<size_t>({usual, max_inputs / std::max<size_t>(table.columns.size(), 1), 512});
    std::set<uint16_t> out;
    for (size_t steps = 16; steps <= most; steps *= 2) {
        out.insert(static_cast<uint16_t>(steps));
        if (steps + steps / 2 <= most) out.insert(static_cast<uint16_t>(steps + steps / 2));
    }
    const bool as_long = sessions.front() == sessions.back() && sessions.size() > 1;
    if ((as_long && usual <= most) || out.empty())
        out.insert(static_cast<uint16_t>(std::max<size_t>(1, most)));
    return {out.begin(), out.end()};
}

/// Rows in a row with the same label, on average.
double run_of_labels(const Table& table) {
    if (!table.target || !table.target->labelled() || table.rows == 0) return 0;
    const auto& codes = table.target->codes;
    size_t runs = 1;
    for (size_t row = 1; row < codes.size(); ++row) runs += codes[row] != codes[row - 1];
    return static_cast<double>(table.rows) / static_cast<double>(runs);
}

/// Rows that are time steps, though nobody asked for windows: by a steady clock, or many to a file with one label,
/// where labels come in long runs.
std::string hint_at_windows(const Table& table, const DatasetOptions& options) {
    constexpr double long_run = 8, rows_of_a_file = 16;
    if (run_of_labels(table) < long_run || series_from_titles(table.columns).ordered()) return "";
    const Rate rate = find_rate(table, find_sessions(table), options.windows.rate_hz);
    const double files = static_cast<double>(std::max<size_t>(1, table.files.size()));
    const bool by_file =
        labels_files(options.reading) && static_cast<double>(table.rows) >= rows_of_a_file * files;
    if (rate.hz > 0)
        return fmt::format(
            "rows     look like time steps of a recording, {:.4g} a second {}: --window 1s (or auto) cuts it",
            rate.hz, rate.source);
    return by_file ? fmt::format(
                         "rows     look like time steps of recordings, {:.0f} to a file: --window N (or "
                         "auto) cuts "
                         "them",
                         static_cast<double>(table.rows) / files)
                   : "";
}

}  // namespace

Result<Recorded> prepare(Table table, const DatasetOptions& options) {
    Recorded out;
    out.table = std::move(table);
    MOTE_TRY(named, named_groups(out.table, options.groups));
    out.dependence.groups = std::move(named);
    Groups sessions = session_groups(out.table);
    if (options.windows.wanted()) {
        MOTE_CHECK(cut(out, options, sessions));
    } else if (auto hint = hint_at_windows(out.table, options); !hint.empty()) {
        out.notices.push_back(std::move(hint));
    }
    MOTE_TRY(groups, groups_of(out.table, options, out.dependence.groups, sessions));
    out.dependence.groups = std::move(groups);
    return out;
}

Result<Span> choose_window(const Table& table, const DatasetOptions& options,
                           std::vector<std::string>& notices) {
    MOTE_TRY(schema, detect_schema(table, table.labelled_rows(), options.task));
    if (schema.task == Task::regression)
        return Error{ErrorCode::usage, "lengths of windows are tried for classes, and the target is a number",
                     "--window", "give a length, as --window 100"};
    std::vector<Tried> tried;
    std::optional<Error> last;
    for (const uint16_t steps : lengths_to_try(table)) {
        auto score = score_of(table, options, steps);
        if (score)
            tried.push_back({steps, *score});
        else
            last = score.error();
    }
    if (tried.empty()) return *last;
    const auto best = std::ranges::max(tried, {}, [](const Tried& t) { return t.score.accuracy; });
    const auto chosen = *std::ranges::find_if(tried, [&](const Tried& t) {
        return t.score.accuracy >= best.score.accuracy - best.score.standard_error;
    });
    std::string list;
    for (const auto& t : tried)
        list += fmt::format("{}{} {:.3f}", list.empty() ? "" : ", ", t.steps, t.score.accuracy);
    notices.push_back(
        fmt::format("window   {} rows: the shortest about as good as the best by a quick model ({})",
                    chosen.steps, list));
    return Span{static_cast<double>(chosen.steps), false};
}

std::optional<Flattery> flattery_of(const Recorded& recorded, const LabelledRows& rows, uint64_t seed,
                                    std::vector<std::string>& notices) {
    const auto& targets = *rows.targets;
    const bool together = recorded.windowing || recorded.dependence.groups;
    if (!together || targets.task == Task::regression) return std::nullopt;
    const auto classes = class_numbers(targets, rows.index);
    const auto score = [&](const std::vector<uint32_t>& folds) {
        return quick_score(*rows.samples, rows.shape, targets, rows.index, folds).accuracy;
    };
    const Flattery out{score(deal_folds(classes, quick_folds, seed)),
                       score(folds_apart(recorded.dependence, classes, rows.index, seed))};
    notices.push_back(fmt::format(
        "split    by chance, though rows that hang together are on both sides: a quick model reaches {:.3f} "
        "so, and {:.3f} where {} are kept apart. Leave --split random out for figures that hold for new "
        "recordings",
        out.random, out.grouped,
        recorded.dependence.groups ? recorded.dependence.groups.what : "parts of it"));
    return out;
}

}  // namespace mote::data
