#include "data/findings/setting_findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/cell.hpp"
#include "data/findings/setting.hpp"
#include "data/findings/wording.hpp"

namespace mote::data {

namespace {

/// What a model that uses the columns is flattered by, known by nearest neighbours with and without them.
std::string flattery_of(const std::vector<SlowColumn>& columns, const Sight& sight,
                        const std::optional<Separability>& with_all) {
    Sight others = sight;
    std::erase_if(others.inputs, [&](size_t input) {
        return std::ranges::find(columns, input, &SlowColumn::column) != columns.end();
    });
    const auto without = separability(others);
    if (!with_all || !without) return "";
    const bool apart = with_all->apart && without->apart;
    const double before = apart ? *with_all->apart : with_all->reached;
    const double after = apart ? *without->apart : without->reached;
    return fmt::format(" The nearest neighbour is right in {}, and without {} in {}{}.", out_of_100(before),
                       columns.size() == 1 ? "it" : "them", out_of_100(after),
                       before > after ? ": that much is flattery" : "");
}

}  // namespace

void add_leakage(const Sight& sight, const std::vector<Strength>& strengths,
                 const std::optional<Separability>& with_all, std::vector<Finding>& out) {
    const auto slow = slow_columns(sight, strengths);
    if (!slow.empty()) {
        std::vector<std::string> names;
        std::string evidence;
        for (const auto& column : slow) {
            names.push_back(sight.table.columns[column.column]);
            if (names.size() <= 5)
                evidence += fmt::format("{}{} {}", evidence.empty() ? "" : ", ", shown(names.back()),
                                        out_of_100(column.alone));
        }
        const Stretches stretches = class_stretches(sight);
        out.push_back(
            {"leakage", Weight::caution,
             fmt::format("{} may give the target away by when it was recorded, not by what it is.",
                         name_list(names)),
             fmt::format("The {} classes were recorded one after the other, in {} stretches; {} how the "
                         "surroundings were, or hardly {} within a stretch. Right by one column alone, "
                         "classes weighted alike: {} (chance {}).{}",
                         sight.targets->classes.size(), stretches.count,
                         names.size() == 1 ? "this column tells" : "these columns tell",
                         names.size() == 1 ? "changes" : "change", evidence, out_of_100(chance_of(sight)),
                         flattery_of(slow, sight, with_all)),
             drop_option(names) + ", or record every class on several days", names});
        return;
    }
    if (sight.series || strengths.size() < 2 || !sight.classes() || sight.rows.size() < 100) return;
    if (strengths[0].alone < 0.995 || strengths[1].alone > 0.9) return;
    const auto& name = sight.table.columns[strengths[0].column];
    out.push_back({"leakage",
                   Weight::caution,
                   fmt::format("{} alone gives the target away.", shown(name)),
                   fmt::format("Right in {}, classes weighted alike; the next best column in {}.",
                               out_of_100(strengths[0].alone), out_of_100(strengths[1].alone)),
                   "if it is known only after the answer, leave it out: " + drop_option({name}),
                   {name}});
}

void add_sessions(const Sight& sight, std::vector<Finding>& out) {
    const auto& table = sight.table;
    if (table.files.size() < 2) return;
    size_t least = table.rows, most = 0;
    std::vector<std::vector<bool>> in_file(sight.classes() ? sight.targets->classes.size() : 0,
                                           std::vector<bool>(table.files.size()));
    for (size_t f = 0; f < table.files.size(); ++f) {
        const size_t end = f + 1 < table.files.size() ? table.file_starts[f + 1] : table.rows;
        least = std::min(least, end - table.file_starts[f]);
        most = std::max(most, end - table.file_starts[f]);
    }
    for (const uint32_t row : sight.rows) {
        const auto file = std::ranges::upper_bound(table.file_starts, row) - table.file_starts.begin() - 1;
        if (sight.classes()) in_file[sight.targets->labels[row]][static_cast<size_t>(file)] = true;
    }
    out.push_back({"sessions", Weight::note,
                   fmt::format("{} files, each a session of its own.", table.files.size()),
                   least == most ? fmt::format("{} rows in each.", least)
                                 : fmt::format("{} to {} rows in each.", least, most)});
    std::vector<std::string> alone;
    for (size_t k = 0; k < in_file.size(); ++k)
        if (std::ranges::count(in_file[k], true) == 1) alone.push_back(sight.targets->classes[k]);
    if (!alone.empty())
        out.push_back(
            {"class_in_one_file", Weight::caution,
             fmt::format("{} in one file only: {}.",
                         alone.size() == 1 ? "1 class is" : fmt::format("{} classes are", alone.size()),
                         name_list(alone)),
             "What tells this recording from the others then passes for what tells the class.",
             "record every class at least twice, on different days, and give each recording its own file"});
}

void add_neighbours(const Sight& sight, const std::optional<Separability>& found, std::vector<Finding>& out) {
    if (!found || !found->apart || !sight.classes()) return;
    const double loss = found->reached - *found->apart;
    if (loss < std::max(0.03, 3 * found->deviation)) return;
    out.push_back(
        {"rows_hang_together", Weight::caution,
         found->by_files ? "Rows of one file resemble each other more than rows of one class do."
                         : "Rows that stand close together in the file resemble each other.",
         fmt::format("The nearest neighbour is right in {}; in {} with rows of {} left aside. A random split "
                     "flatters by about as much.",
                     out_of_100(found->reached), out_of_100(*found->apart),
                     found->by_files ? "the same file" : "the same stretch of the file"),
         found->by_files ? "hold out whole files: mote train does so by itself"
                         : "hold out whole sessions or persons: --test FILE or --folds FILE"});
}

}  // namespace mote::data
