#include "data/findings/table_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/cell.hpp"
#include "data/findings/column_figures.hpp"
#include "data/findings/repeats.hpp"
#include "data/findings/setting.hpp"

namespace mote::data {
namespace {

using Findings = std::vector<Finding>;

std::string plural(size_t count, const char* one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string out_of_100(double share) {
    const double percent = 100 * share;
    if (percent > 0 && percent < 0.5) return "fewer than 1 of 100";
    if (percent < 100 && percent > 99.5) return "more than 99 of 100";
    return fmt::format("{:.0f} of 100", percent);
}

std::string name_list(const std::vector<std::string>& names) {
    std::string out;
    for (size_t i = 0; i < std::min<size_t>(names.size(), 5); ++i)
        out += (i > 0 ? ", " : "") + shown(names[i]);
    return names.size() > 5 ? fmt::format("{} and {} more", out, names.size() - 5) : out;
}

std::string drop(const std::vector<std::string>& names) {
    std::string list;
    for (size_t i = 0; i < std::min<size_t>(names.size(), 8); ++i) list += (i > 0 ? "," : "") + names[i];
    const bool quotes = list.find_first_of(" '\"$&;|<>()*?#") != std::string::npos;
    return quotes ? "--drop \"" + list + "\"" : "--drop " + list;
}

/// The row and its line; the file only where there are several.
std::string place_of(const Sight& sight, size_t row) {
    const std::string place = sight.table.place(row, "");
    const std::string file = sight.table.file + ": ";
    return sight.table.files.empty() && place.starts_with(file) ? place.substr(file.size()) : place;
}

// What few values make equal by chance says nothing and is not said.
void add_repeats(const Sight& sight, Findings& out) {
    constexpr size_t fewest_copies = 3;
    const Repeats found = find_repeats(sight);
    const auto rows = static_cast<double>(sight.rows.size());
    if (found.rows > 0 && !found.natural) {
        const bool odd = sight.targets != nullptr && found.rows >= fewest_copies &&
                         static_cast<double>(found.rows) / rows >= 0.01;
        out.push_back({"duplicate_rows", odd ? Weight::caution : Weight::note,
                       fmt::format("{} the same as an earlier one.",
                                   found.rows == 1 ? "1 row is" : fmt::format("{} rows are", found.rows)),
                       fmt::format("The first: {} repeats {}.", place_of(sight, found.first),
                                   place_of(sight, found.first_of)),
                       odd ? "a copy may stand among the rows to learn from and among those held out, which "
                             "flatters: remove the copies, or hold out whole sessions"
                           : ""});
    }
    const double unavoidable = static_cast<double>(found.unavoidable) / rows;
    if (found.conflicting > 0 && (!found.natural || unavoidable >= 0.01))
        out.push_back(
            {"conflicting_rows", unavoidable > 0.02 ? Weight::caution : Weight::note,
             fmt::format("{} have equal inputs, but different targets.", plural(found.conflicting, "row")),
             fmt::format("The first: {} and {}. No model can be right in {} of the {} rows.",
                         place_of(sight, found.conflict), place_of(sight, found.conflict_of),
                         found.unavoidable, sight.rows.size()),
             found.natural
                 ? "one row alone says too little here: more inputs, or a window of rows, tell more"
                 : "look at them: the labels may be mistaken, or an input is missing that tells them apart"});
}

using Copies = std::vector<std::pair<size_t, size_t>>;

void add_copies(const Sight& sight, const Copies& copies, Findings& out) {
    const auto& titles = sight.table.columns;
    std::vector<std::string> columns;
    std::string pairs;
    for (const auto& [copy, original] : copies) {
        columns.push_back(titles[copy]);
        if (columns.size() <= 5)
            pairs += fmt::format("{}{} is {}", pairs.empty() ? "" : ", ", shown(titles[copy]),
                                 shown(titles[original]));
    }
    if (columns.size() > 5) pairs += ", ...";
    if (!columns.empty())
        out.push_back({"duplicate_columns", Weight::note,
                       fmt::format("{} another one, value by value.",
                                   columns.size() == 1 ? "1 column repeats"
                                                       : fmt::format("{} columns repeat", columns.size())),
                       pairs + ".", drop(columns) + " saves the sensor or the bytes", columns});
}

void add_balance(const Sight& sight, Findings& out) {
    if (!sight.classes()) return;
    const auto& classes = sight.targets->classes;
    std::vector<size_t> counts(classes.size());
    for (const uint32_t row : sight.rows) ++counts[sight.targets->labels[row]];
    const auto most = static_cast<size_t>(std::ranges::max_element(counts) - counts.begin());
    const double share = static_cast<double>(counts[most]) / static_cast<double>(sight.rows.size());
    if (share >= 0.75 || (classes.size() > 2 && share >= 0.6))
        out.push_back({"unbalanced_classes", Weight::caution,
                       fmt::format("{} rows are {}: to say so always is right in as many.", out_of_100(share),
                                   shown(classes[most])),
                       "Accuracy alone flatters here.",
                       classes.size() == 2 ? "judge by AUC or balanced accuracy (--metric)"
                                           : "judge by balanced accuracy or macro F1 (--metric)"});
    std::string rare;
    size_t kinds = 0;
    for (size_t k = 0; k < classes.size(); ++k)
        if (counts[k] < 10 && sight.rows.size() >= 10 * classes.size() && ++kinds <= 5)
            rare += fmt::format("{}{} {}", rare.empty() ? "" : ", ", shown(classes[k]), counts[k]);
    if (kinds > 0)
        out.push_back({"rare_classes", Weight::caution,
                       fmt::format("{} fewer than 10 rows.",
                                   kinds == 1 ? "1 class has" : fmt::format("{} classes have", kinds)),
                       "Rows: " + rare + ".",
                       "record more of them, or leave them out: so few teach and prove little"});
}

std::string others(const OddValue& odd) {
    return fmt::format("All other values lie from {:.6g} to {:.6g}.", odd.low, odd.high);
}

void add_odd_values(const std::string& title, const std::vector<double>& values, bool is_target,
                    Findings& out) {
    if (const auto odd = stand_in_value(values); odd && !is_target)
        out.push_back({"stand_in_value",
                       Weight::caution,
                       fmt::format("{} holds {:.6g} in {}, apart from all other values.", shown(title),
                                   odd->value, plural(odd->count, "row")),
                       others(*odd),
                       "if it stands for \"nothing measured\", write an empty cell in its place",
                       {title}});
    else if (const auto far = far_outlier(values))
        out.push_back({"outlier",
                       Weight::note,
                       fmt::format("{} has {} far from all others, {:.6g}.", shown(title),
                                   plural(far->count, "value"), far->value),
                       others(*far),
                       "correct it if it is a mistake: it widens the range that 8 bits have to cover",
                       {title}});
}

struct ColumnEnd {
    std::string title;
    OddValue end;
};

/// One finding for all columns: scales that end usually do so in many of them.
void add_ends(const std::vector<ColumnEnd>& ends, bool is_target, Findings& out) {
    if (ends.empty()) return;
    std::vector<std::string> columns;
    std::string list;
    for (const auto& [title, end] : ends) {
        columns.push_back(title);
        if (columns.size() <= 4)
            list += fmt::format("{}{} is {:.6g} in {}", list.empty() ? "" : ", ", shown(title), end.value,
                                plural(end.count, "row"));
    }
    if (columns.size() > 4) list += ", ...";
    out.push_back({"end_of_scale", Weight::note,
                   columns.size() == 1
                       ? fmt::format("{}, far more often than values next to it.", list)
                       : fmt::format("{} columns have one value at the end of their range far more often "
                                     "than those next to it.",
                                     columns.size()),
                   (columns.size() == 1 ? "" : list + ". ") +
                       std::string("The scale ends there, or the values were scaled to it."),
                   is_target ? "a model learns the limit, too: think of leaving these rows out" : "",
                   std::move(columns)});
}

/// Found in a part of the rows first: only what is odd there is worth sorting the whole column.
void add_values(const Sight& sight, Findings& out) {
    const auto some = some_rows(sight.rows, 2 * sample_limit);
    std::vector<ColumnEnd> ends;
    for (size_t k = 0; !sight.series && k < sight.inputs.size(); ++k) {
        const size_t c = sight.inputs[k];
        auto values = sight.column(c, some);
        const bool odd = stand_in_value(values) || far_outlier(values) || end_of_scale(values);
        if (!odd) continue;
        if (some.size() < sight.rows.size()) values = sight.column(c, sight.rows);
        add_odd_values(sight.table.columns[c], values, false, out);
        if (const auto end = end_of_scale(values)) ends.push_back({sight.table.columns[c], *end});
    }
    add_ends(ends, false, out);
    if (sight.targets == nullptr || sight.classes()) return;
    std::vector<double> values;
    for (const uint32_t row : sight.rows) values.push_back(sight.targets->values[row]);
    const std::string& name = sight.table.target->name;
    add_odd_values(name, values, true, out);
    if (const auto end = end_of_scale(values)) add_ends({{name, *end}}, true, out);
}

void add_correlated(const Sight& sight, const std::vector<Correlated>& pairs, const Copies& copies,
                    Findings& out) {
    const auto is_copy = [&](size_t c) {
        return std::ranges::find(copies, c, &Copies::value_type::first) != copies.end();
    };
    std::string list;
    size_t count = 0;
    std::vector<std::string> columns;
    for (const auto& [a, b, r] : pairs) {
        if (std::abs(r) < 0.995 || is_copy(a) || is_copy(b)) continue;
        if (++count <= 4)
            list += fmt::format("{}{} and {} ({})", list.empty() ? "" : ", ", shown(sight.table.columns[a]),
                                shown(sight.table.columns[b]),
                                std::abs(r) > 0.99995 ? "1.0000" : fmt::format("{:.4f}", r));
        columns.push_back(sight.table.columns[b]);
    }
    if (count > 0)
        out.push_back({"correlated_inputs", Weight::note,
                       count == 1 ? std::string("1 pair of inputs says nearly the same.")
                                  : fmt::format("{} pairs of inputs say nearly the same.", count),
                       "Correlation r: " + list + (count > 4 ? " and more." : "."), "one of each pair may do",
                       columns});
}

void add_titles(const Sight& sight, Findings& out) {
    for (const size_t c : sight.inputs) {
        const auto& title = sight.table.columns[c];
        const TitleHint hint = title_hint(title);
        if (hint == TitleHint::group)
            out.push_back({"group_column",
                           Weight::caution,
                           fmt::format("{} names by its title whom or what a row came from.", shown(title)),
                           "A model that uses it knows its own people and devices, and no others.",
                           drop({title}) + "; keep rows of one source on one side of the split",
                           {title}});
        if (hint == TitleHint::split)
            out.push_back(
                {"split_column",
                 Weight::caution,
                 fmt::format("{} tells by its title to which side of a split a row belongs.", shown(title)),
                 "It says nothing about the thing measured.",
                 drop({title}),
                 {title}});
    }
}

void add_leakage(const Sight& sight, const std::vector<Strength>& strength, Findings& out) {
    const auto slow = slow_columns(sight, strength);
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
                         "classes weighted alike: {} (chance {}).",
                         sight.targets->classes.size(), stretches.count,
                         names.size() == 1 ? "this column tells" : "these columns tell",
                         names.size() == 1 ? "changes" : "change", evidence, out_of_100(chance_of(sight))),
             drop(names) + ", or record every class on several days", names});
        return;
    }
    if (sight.series || strength.size() < 2 || !sight.classes() || sight.rows.size() < 100) return;
    if (strength[0].alone < 0.995 || strength[1].alone > 0.9) return;
    const auto& name = sight.table.columns[strength[0].column];
    out.push_back({"leakage",
                   Weight::caution,
                   fmt::format("{} alone gives the target away.", shown(name)),
                   fmt::format("Right in {}, classes weighted alike; the next best column in {}.",
                               out_of_100(strength[0].alone), out_of_100(strength[1].alone)),
                   "if it is known only after the answer, leave it out: " + drop({name}),
                   {name}});
}

void add_sessions(const Sight& sight, Findings& out) {
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

void add_neighbours(const Sight& sight, const std::optional<Separability>& found, Findings& out) {
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

void add_rate(const Rate& rate, Findings& out) {
    const std::string unit = rate.unit.empty() ? "" : " " + rate.unit;
    const bool hertz = rate.hertz() > 0;
    std::string speed =
        hertz ? rate.hertz() == 1  ? std::string("a row a second")
                : rate.hertz() > 1 ? fmt::format("{:.4g} rows a second", rate.hertz())
                                   : fmt::format("a row in {:.4g} s", 1 / rate.hertz())
              : fmt::format("a row in {:.4g}, in a unit that the file does not tell", rate.step);
    out.push_back({"rate",
                   Weight::note,
                   fmt::format("{} tells the time: {}.", shown(rate.column), speed),
                   rate.uneven() ? fmt::format("Steps from {:.4g} to {:.4g}{} (5th to 95th percentile).",
                                               rate.least, rate.most, unit)
                                 : "The steps are even.",
                   "",
                   {rate.column}});
    if (std::abs(rate.drift()) >= 0.02)
        out.push_back({"rate_drift",
                       Weight::caution,
                       fmt::format("The rate drifts: the last steps are {:.1f} % {} than the first.",
                                   100 * std::abs(rate.drift()), rate.drift() > 0 ? "longer" : "shorter"),
                       fmt::format("{:.4g}{} at the beginning, {:.4g} at the end, in the mean.",
                                   rate.first_tenth, unit, rate.last_tenth),
                       "let a timer start the samples, or resample them before windows are cut",
                       {rate.column}});
    if (rate.gaps > 0)
        out.push_back({"gaps",
                       Weight::caution,
                       fmt::format("{} in time.", plural(rate.gaps, "gap")),
                       fmt::format("Steps of more than five times {:.4g}{}.", rate.step, unit),
                       "cut no window across them: give each stretch its own file",
                       {rate.column}});
    if (rate.backwards > 0)
        out.push_back(
            {"time_order",
             Weight::caution,
             fmt::format("{} earlier than the row before.",
                         rate.backwards == 1 ? "1 row is" : fmt::format("{} rows are", rate.backwards)),
             "",
             "sort the rows by time before windows are cut",
             {rate.column}});
}

void add_series(const Sight& sight, SeriesShape shape, Findings& out) {
    const size_t flat = flat_rows(sight, shape);
    if (flat > 0)
        out.push_back(
            {"flat_rows", Weight::caution,
             fmt::format("{} {} flat: all samples alike.", plural(flat, "row"), flat == 1 ? "is" : "are"), "",
             "a sensor that was off, or no signal: leave such rows out"});
    const Padding padding = padding_of(sight, shape);
    if (padding.rows * 20 < sight.rows.size()) return;
    out.push_back(
        {"padding", Weight::note,
         fmt::format("{} rows end in one value over and over ({:.6g} most often).",
                     out_of_100(static_cast<double>(padding.rows) / static_cast<double>(sight.rows.size())),
                     padding.value),
         fmt::format("These take up {} steps of such rows, in the mean: filled up to a common length.",
                     out_of_100(padding.share)),
         "the length itself may tell classes apart: see whether the chip knows where a row ends"});
}

}  // namespace

TableFindings find_what_is_odd(const Sight& sight, SeriesShape shape, const std::optional<RowTimes>& times) {
    TableFindings out;
    if (sight.rows.empty()) return out;
    Findings& findings = out.findings;
    out.chance = chance_of(sight);
    out.strengths = strengths(sight);
    if (!sight.series) out.correlated = correlated_pairs(sight, 0.9, 200);
    out.separability = separability(sight);
    add_leakage(sight, out.strengths, findings);
    if (!sight.series) add_titles(sight, findings);
    add_neighbours(sight, out.separability, findings);
    add_sessions(sight, findings);
    add_balance(sight, findings);
    add_repeats(sight, findings);
    const Copies copies = sight.series ? Copies{} : duplicate_columns(sight);
    add_copies(sight, copies, findings);
    add_values(sight, findings);
    add_correlated(sight, out.correlated, copies, findings);
    if (times) {
        const std::vector<size_t> starts(sight.table.file_starts.begin(), sight.table.file_starts.end());
        Rate rate = rate_of(times->times, starts);
        rate.column = times->column;
        rate.unit = times->unit;
        if (rate.step > 0) {
            add_rate(rate, findings);
            out.rate = rate;
        }
    }
    if (sight.series) {
        add_series(sight, shape, findings);
        out.curves = mean_curves(sight, shape);
    }
    std::ranges::stable_sort(findings, std::greater{},
                             [](const Finding& f) { return f.weight == Weight::caution; });
    return out;
}

}  // namespace mote::data
