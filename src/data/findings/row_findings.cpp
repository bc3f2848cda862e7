#include "data/findings/row_findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/cell.hpp"
#include "data/findings/repeats.hpp"
#include "data/findings/wording.hpp"

namespace mote::data {

void add_repeats(const Sight& sight, std::vector<Finding>& out) {
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

void add_balance(const Sight& sight, std::vector<Finding>& out) {
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

}  // namespace mote::data
