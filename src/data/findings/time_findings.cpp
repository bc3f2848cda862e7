#include "data/findings/time_findings.hpp"

#include <fmt/format.h>

#include <cmath>

#include "data/cell.hpp"
#include "data/findings/curves.hpp"
#include "data/findings/wording.hpp"

namespace mote::data {

void add_rate(const Rate& rate, std::vector<Finding>& out) {
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

void add_series(const Sight& sight, SeriesShape shape, std::vector<Finding>& out) {
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

}  // namespace mote::data
