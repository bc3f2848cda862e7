#include "core/reliability.hpp"

#include <map>
#include <numeric>
#include <vector>

namespace mote {

namespace {

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
    const double mean = mean_of(values);
    double out = 0;
    for (const double v : values) out += (v - mean) * (v - mean);
    return out / static_cast<double>(values.size() - 1);
}

}  // namespace

GroupEffect group_effect(std::span<const float> values, std::span<const uint16_t> classes,
                         std::span<const uint32_t> groups) {
    struct Cell {
        double sum = 0, rows = 0;
    };
    std::map<uint16_t, std::map<uint32_t, Cell>> cells;
    for (size_t i = 0; i < groups.size(); ++i) {
        auto& cell = cells[classes[i]][groups[i]];
        cell.sum += static_cast<double>(values[i]);
        cell.rows += 1;
    }
    std::vector<double> class_means, within, counts;
    for (const auto& [_, of_class] : cells) {
        std::vector<double> means;
        for (const auto& [group, cell] : of_class) means.push_back(cell.sum / cell.rows);
        class_means.push_back(mean_of(means));
        counts.push_back(static_cast<double>(means.size()));
        if (means.size() > 1) within.push_back(variance_of(means));
    }
    GroupEffect out;
    if (class_means.size() > 1) out.between_classes = variance_of(class_means);
    if (!within.empty()) out.within_class = mean_of(within);
    if (!counts.empty()) out.cells_of_a_class = mean_of(counts);
    return out;
}

}  // namespace mote
