#include "report/inspection_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/numbers.hpp"

namespace mote::report {
namespace {

std::string of_the_target(const data::Inspection& inspection) {
    if (!inspection.target) return "no target is named yet";
    const auto& column = inspection.columns[*inspection.target];
    if (!inspection.schema) return "the target is '" + column.name + "'";
    if (inspection.schema->task == Task::regression)
        return fmt::format("the target '{}' is a number from {} to {}", column.name, number_text(column.min),
                           number_text(column.max));
    size_t all = 0, most = 0;
    for (size_t k = 0; k < inspection.class_rows.size(); ++k) {
        all += inspection.class_rows[k];
        if (inspection.class_rows[k] > inspection.class_rows[most]) most = k;
    }
    return fmt::format("{} kinds, {} are '{}'", inspection.class_rows.size(),
                       of_100(static_cast<double>(inspection.class_rows[most]) /
                              static_cast<double>(std::max<size_t>(all, 1))),
                       inspection.schema->classes[most]);
}

}  // namespace

size_t input_count(const data::Inspection& inspection) {
    const size_t columns = inspection.columns.size() - (inspection.target ? 1 : 0);
    return columns - std::min(columns, inspection.left_out.size());
}

std::string what_is_there(const data::Inspection& inspection) {
    std::string rows = inspection.rows == 1 ? "1 row" : count_text(inspection.rows) + " rows";
    const size_t inputs = input_count(inspection);
    std::string columns = fmt::format("{} input{}", count_text(inputs), inputs == 1 ? "" : "s");
    if (inspection.series && inspection.series->shape.ordered()) {
        const auto& shape = inspection.series->shape;
        columns = shape.axes == 1 ? fmt::format("{} readings in order", shape.steps)
                                  : fmt::format("{} steps of {} axes", shape.steps, shape.axes);
    }
    const std::string files =
        inspection.files.empty() ? "" : fmt::format(" in {} files", inspection.files.size());
    return fmt::format("{} of {}{}; {}.", rows, columns, files, of_the_target(inspection));
}

std::string what_to_expect(const data::Inspection& inspection) {
    if (!inspection.separability || !inspection.schema) return "";
    const auto& found = *inspection.separability;
    if (inspection.schema->task == Task::regression)
        return fmt::format("The nearest neighbour, without any training, explains {} of the variance.",
                           of_100(found.reached));
    const auto percent = [](double share) {
        return fmt::format("{:.0f}", 100 * std::clamp(share, 0.0, 1.0));
    };
    const double reached = found.apart ? std::min(*found.apart, found.reached) : found.reached;
    // Wilson 1927: right at the ends, too, where all rows are answered rightly.
    const double rows = static_cast<double>(std::max<size_t>(found.rows, 1)), z = 1.96;
    const double middle = (reached + z * z / (2 * rows)) / (1 + z * z / rows);
    const double half =
        z / (1 + z * z / rows) * std::sqrt(reached * (1 - reached) / rows + z * z / (4 * rows * rows));
    const std::string where = !found.apart     ? ""
                              : found.by_files ? ", looked for in other files,"
                                               : ", looked for in other stretches of the file,";
    return fmt::format(
        "The nearest neighbour{}{} is right in {} rows (could be {} to {}; always the most frequent kind: "
        "{}).",
        where, where.empty() ? ", without any training," : " without any training", of_100(reached),
        percent(middle - half), percent(middle + half), percent(found.chance));
}

}  // namespace mote::report
