#include "data/findings/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "core/parallel.hpp"

namespace mote::data {
namespace {

constexpr double most_operations = 1.2e9;
constexpr double close_share = 0.01;  // of the file: rows that far apart stand close by
constexpr double apart_share = 0.05;
constexpr uint32_t nobody = std::numeric_limits<uint32_t>::max();

/// The inputs of the rows, standardised, as far as the constant ones allow.
std::vector<float> standardised(const Sight& sight, const std::vector<uint32_t>& rows) {
    const size_t width = sight.inputs.size();
    std::vector<float> out(rows.size() * width);
    for (size_t k = 0; k < width; ++k) {
        const auto values = sight.column(sight.inputs[k], rows);
        double mean = 0, squares = 0;
        for (const double v : values) mean += v;
        mean /= static_cast<double>(values.size());
        for (const double v : values) squares += (v - mean) * (v - mean);
        const double scale = squares > 0 ? std::sqrt(static_cast<double>(values.size()) / squares) : 0;
        for (size_t i = 0; i < values.size(); ++i)
            out[i * width + k] = static_cast<float>((values[i] - mean) * scale);
    }
    return out;
}

using Allowed = std::function<bool(size_t, size_t)>;

/// Position of the nearest allowed other row of each; nobody where there is none.
std::vector<uint32_t> nearest(const std::vector<float>& points, size_t width, const Allowed& allowed) {
    const size_t count = points.size() / width;
    std::vector<uint32_t> out(count, nobody);
    parallel_for(count, 2, [&](size_t i) {
        float best = std::numeric_limits<float>::infinity();
        for (size_t j = 0; j < count; ++j) {
            if (j == i || !allowed(i, j)) continue;
            float distance = 0;
            for (size_t k = 0; k < width && distance < best; k += 16)
                for (size_t l = k; l < std::min(k + 16, width); ++l) {
                    const float d = points[i * width + l] - points[j * width + l];
                    distance += d * d;
                }
            if (distance < best) {
                best = distance;
                out[i] = static_cast<uint32_t>(j);
            }
        }
    });
    return out;
}

struct Score {
    double reached = 0, balanced = 0;
};

Score classes_right(const Sight& sight, const std::vector<uint32_t>& rows,
                    const std::vector<uint32_t>& near) {
    const size_t classes = sight.targets->classes.size();
    std::vector<double> right(classes), all(classes);
    for (size_t i = 0; i < rows.size(); ++i) {
        const size_t label = sight.targets->labels[rows[i]];
        ++all[label];
        right[label] += near[i] != nobody && sight.targets->labels[rows[near[i]]] == label;
    }
    Score out;
    double counted = 0;
    for (size_t k = 0; k < classes; ++k) {
        out.reached += right[k] / static_cast<double>(rows.size());
        if (all[k] == 0) continue;
        out.balanced += right[k] / all[k];
        ++counted;
    }
    out.balanced /= std::max(counted, 1.0);
    return out;
}

/// R2 of the nearest neighbour's target, drawn towards the mean by its correlation r: r squared.
Score variance_explained(const Sight& sight, const std::vector<uint32_t>& rows,
                         const std::vector<uint32_t>& near) {
    double mean = 0, variance = 0, common = 0;
    for (const uint32_t row : rows) mean += sight.targets->values[row];
    mean /= static_cast<double>(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
        const double value = sight.targets->values[rows[i]] - mean;
        variance += value * value;
        if (near[i] != nobody) common += value * (sight.targets->values[rows[near[i]]] - mean);
    }
    const double r = variance > 0 ? std::max(0.0, common / variance) : 0;
    return {r * r, r * r};
}

uint32_t file_of(const Table& table, uint32_t row) {
    return static_cast<uint32_t>(std::ranges::upper_bound(table.file_starts, row) -
                                 table.file_starts.begin());
}

/// Only where every class is in more than one file can other files tell it.
bool in_several_files(const Sight& sight, const std::vector<uint32_t>& rows,
                      const std::vector<uint32_t>& file) {
    if (!sight.classes()) return true;
    std::vector<std::set<uint32_t>> files(sight.targets->classes.size());
    for (size_t i = 0; i < rows.size(); ++i) files[sight.targets->labels[rows[i]]].insert(file[i]);
    return std::ranges::none_of(files, [](const auto& of_class) { return of_class.size() == 1; });
}

double distance_in_file(const std::vector<uint32_t>& rows, size_t i, size_t j) {
    return std::abs(static_cast<double>(rows[i]) - static_cast<double>(rows[j]));
}

/// Share of rows whose neighbour stands close by, and what that share would be among rows of the same target.
std::pair<double, double> closeness(const Sight& sight, const std::vector<uint32_t>& rows,
                                    const std::vector<uint32_t>& near, double window) {
    double close = 0, expected = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (near[i] == nobody) continue;
        close += distance_in_file(rows, i, near[i]) <= window;
        double alike = 0, alike_close = 0;
        for (size_t j = 0; j < rows.size(); ++j) {
            if (j == i) continue;
            if (sight.classes() && sight.targets->labels[rows[j]] != sight.targets->labels[rows[near[i]]])
                continue;
            ++alike;
            alike_close += distance_in_file(rows, i, j) <= window;
        }
        expected += alike > 0 ? alike_close / alike : 0;
    }
    const auto count = static_cast<double>(rows.size());
    return {close / count, expected / count};
}

}  // namespace

std::optional<Separability> separability(const Sight& sight) {
    const size_t width = sight.inputs.size();
    if (sight.targets == nullptr || width == 0 || sight.rows.size() < 20) return {};
    const auto most = static_cast<size_t>(std::sqrt(most_operations / static_cast<double>(width)));
    const auto rows = some_rows(sight.rows, std::clamp<size_t>(most, 300, 3000));
    const auto points = standardised(sight, rows);
    const auto score = [&](const std::vector<uint32_t>& near) {
        return sight.classes() ? classes_right(sight, rows, near) : variance_explained(sight, rows, near);
    };
    const auto near = nearest(points, width, [](size_t, size_t) { return true; });
    Separability out;
    out.rows = rows.size();
    const Score plain = score(near);
    out.reached = plain.reached;
    out.balanced = plain.balanced;
    out.deviation = std::sqrt(out.reached * (1 - out.reached) / static_cast<double>(rows.size()));
    if (sight.classes()) {
        std::vector<size_t> counts(sight.targets->classes.size());
        for (const uint32_t row : sight.rows) ++counts[sight.targets->labels[row]];
        out.chance =
            static_cast<double>(*std::ranges::max_element(counts)) / static_cast<double>(sight.rows.size());
    }
    if (sight.table.file_starts.size() > 1) {
        std::vector<uint32_t> file;
        for (const uint32_t row : rows) file.push_back(file_of(sight.table, row));
        if (!in_several_files(sight, rows, file)) return out;
        out.by_files = true;
        const auto other = nearest(points, width, [&](size_t i, size_t j) { return file[i] != file[j]; });
        out.apart = score(other).reached;
        return out;
    }
    const auto total = static_cast<double>(sight.table.rows);
    const auto [close, expected] = closeness(sight, rows, near, std::max(1.0, close_share * total));
    out.close_pairs = close;
    if (close < 0.2 || close < 3 * expected || rows.size() < 100) return out;
    const double window = apart_share * total;
    const auto other =
        nearest(points, width, [&](size_t i, size_t j) { return distance_in_file(rows, i, j) > window; });
    out.apart = score(other).reached;
    return out;
}

}  // namespace mote::data
