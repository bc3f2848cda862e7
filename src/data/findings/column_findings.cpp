#include "data/findings/column_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/cell.hpp"
#include "data/findings/column_figures.hpp"
#include "data/findings/setting.hpp"
#include "data/findings/wording.hpp"

namespace mote::data {
namespace {

std::string others(const OddValue& odd) {
    return fmt::format("All other values lie from {:.6g} to {:.6g}.", odd.low, odd.high);
}

void add_odd_values(const std::string& title, const std::vector<double>& values, bool is_target,
                    std::vector<Finding>& out) {
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

/// Makes one finding for all columns, since scales that end usually do so in many of them.
void add_ends(const std::vector<ColumnEnd>& ends, bool is_target, std::vector<Finding>& out) {
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

}  // namespace

void add_copies(const Sight& sight, const Copies& copies, std::vector<Finding>& out) {
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
                       pairs + ".", drop_option(columns) + " saves the sensor or the bytes", columns});
}

void add_values(const Sight& sight, std::vector<Finding>& out) {
    const auto some = some_rows(sight.rows, 2 * sample_limit);
    std::vector<ColumnEnd> ends;
    for (size_t k = 0; !sight.series && k < sight.inputs.size(); ++k) {
        const size_t c = sight.inputs[k];
        auto values = sight.column(c, some);
        // Only what is odd in some of the rows is worth sorting the whole column.
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
                    std::vector<Finding>& out) {
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

void add_titles(const Sight& sight, std::vector<Finding>& out) {
    for (const size_t c : sight.inputs) {
        const auto& title = sight.table.columns[c];
        const TitleHint hint = title_hint(title);
        if (hint == TitleHint::group)
            out.push_back({"group_column",
                           Weight::caution,
                           fmt::format("{} names by its title whom or what a row came from.", shown(title)),
                           "A model that uses it knows its own people and devices, and no others.",
                           drop_option({title}) + "; keep rows of one source on one side of the split",
                           {title}});
        if (hint == TitleHint::split)
            out.push_back(
                {"split_column",
                 Weight::caution,
                 fmt::format("{} tells by its title to which side of a split a row belongs.", shown(title)),
                 "It says nothing about the thing measured.",
                 drop_option({title}),
                 {title}});
    }
}

}  // namespace mote::data
