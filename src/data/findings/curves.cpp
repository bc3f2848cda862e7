#include "data/findings/curves.hpp"

#include <algorithm>
#include <map>

#include "data/findings/column_figures.hpp"

namespace mote::data {
namespace {

constexpr size_t rows_drawn = 4000;

Curve curve_of(const Sight& sight, SeriesShape shape, const std::vector<uint32_t>& rows, size_t axis,
               std::string name) {
    Curve out{std::move(name), axis, {}, {}, {}};
    for (size_t step = 0; step < shape.steps; ++step) {
        const auto values = sight.column(step * shape.axes + axis, rows);
        double sum = 0;
        for (const double v : values) sum += v;
        const auto quantiles = distribution_of(values).quantiles;
        out.mean.push_back(sum / static_cast<double>(values.size()));
        out.low.push_back(quantiles[1]);
        out.high.push_back(quantiles[3]);
    }
    return out;
}

/// Steps at the end of the row that all hold what the last one holds, on every axis.
size_t steps_alike_at_end(const Sight& sight, SeriesShape shape, uint32_t row) {
    size_t alike = 1;
    const size_t last = size_t{shape.steps - 1u} * shape.axes;
    for (size_t step = shape.steps - 1u; step-- > 0; ++alike)
        for (size_t axis = 0; axis < shape.axes; ++axis)
            if (sight.samples().at(row, step * shape.axes + axis) != sight.samples().at(row, last + axis))
                return alike;
    return alike;
}

}  // namespace

std::vector<Curve> mean_curves(const Sight& sight, SeriesShape shape, size_t most_axes) {
    std::vector<Curve> out;
    const auto rows = some_rows(sight.rows, rows_drawn);
    const size_t kinds = sight.classes() ? sight.targets->classes.size() : 1;
    for (size_t axis = 0; axis < std::min<size_t>(shape.axes, most_axes); ++axis)
        for (size_t k = 0; k < kinds; ++k) {
            std::vector<uint32_t> of_kind;
            for (const uint32_t row : rows)
                if (!sight.classes() || sight.targets->labels[row] == k) of_kind.push_back(row);
            if (!of_kind.empty())
                out.push_back(curve_of(sight, shape, of_kind, axis,
                                       sight.classes() ? sight.targets->classes[k] : "rows"));
        }
    return out;
}

Padding padding_of(const Sight& sight, SeriesShape shape) {
    Padding out;
    if (shape.steps < 20) return out;
    std::map<double, size_t> values;
    const size_t last = size_t{shape.steps - 1u} * shape.axes;
    for (const uint32_t row : sight.rows) {
        const size_t alike = steps_alike_at_end(sight, shape, row);
        if (alike * 20 < shape.steps || alike < 5 || alike == shape.steps) continue;
        ++out.rows;
        out.share += static_cast<double>(alike) / shape.steps;
        ++values[sight.samples().at(row, last)];
    }
    if (out.rows == 0) return out;
    out.share /= static_cast<double>(out.rows);
    out.value = std::ranges::max_element(values, {}, [](const auto& v) { return v.second; })->first;
    return out;
}

size_t flat_rows(const Sight& sight, SeriesShape shape) {
    return static_cast<size_t>(std::ranges::count_if(
        sight.rows, [&](uint32_t row) { return steps_alike_at_end(sight, shape, row) == shape.steps; }));
}

}  // namespace mote::data
