#include "data/findings/table_findings.hpp"

#include <algorithm>
#include <functional>

#include "data/findings/column_findings.hpp"
#include "data/findings/repeats.hpp"
#include "data/findings/row_findings.hpp"
#include "data/findings/setting_findings.hpp"
#include "data/findings/time_findings.hpp"

namespace mote::data {

TableFindings find_what_is_odd(const Sight& sight, SeriesShape shape, const std::optional<RowTimes>& times) {
    TableFindings out;
    if (sight.rows.empty()) return out;
    std::vector<Finding>& findings = out.findings;
    out.chance = chance_of(sight);
    out.strengths = strengths(sight);
    if (!sight.series) out.correlated = correlated_pairs(sight, 0.9, 200);
    out.separability = separability(sight);
    add_leakage(sight, out.strengths, out.separability, findings);
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
