#include "made_rows.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

namespace mote::tests {

namespace {

TrainingRows finish(std::vector<float> values, SeriesShape shape, bool integral, Targets targets) {
    TrainingRows rows;
    const size_t columns = size_t{shape.steps} * shape.axes;
    SampleMatrix::Storage storage = values;
    if (integral) {
        std::vector<int16_t> whole;
        for (float v : values) whole.push_back(static_cast<int16_t>(v));
        storage = whole;
    }
    rows.samples = std::make_shared<SampleMatrix>(std::move(storage), columns);
    rows.targets = std::make_shared<Targets>(std::move(targets));
    for (uint32_t i = 0; i < rows.targets->rows(); ++i) rows.index.push_back(i);
    for (size_t c = 0; c < columns; ++c) rows.columns.push_back(std::to_string(c));
    rows.shape = shape;
    return rows;
}

Targets class_targets(size_t classes) {
    Targets t;
    t.task = classes == 2 ? Task::binary : Task::multiclass;
    for (size_t k = 0; k < classes; ++k) t.classes.push_back(std::to_string(k));
    return t;
}

std::vector<float> normal_row(Rng& rng, size_t columns) {
    std::vector<float> row(columns);
    for (float& v : row) v = static_cast<float>(rng.normal());
    return row;
}

}  // namespace

TrainingRows classified_rows(size_t rows, SeriesShape shape, size_t classes, float scale, bool integral,
                             const std::function<size_t(const std::vector<float>&)>& label) {
    Rng rng(7);
    Targets targets = class_targets(classes);
    std::vector<float> values;
    for (size_t i = 0; i < rows; ++i) {
        const auto row = normal_row(rng, size_t{shape.steps} * shape.axes);
        targets.labels.push_back(static_cast<uint16_t>(label(row)));
        for (float v : row) values.push_back(v * scale);
    }
    return finish(std::move(values), shape, integral, std::move(targets));
}

TrainingRows valued_rows(size_t rows, size_t columns,
                         const std::function<float(const std::vector<float>&)>& value) {
    Rng rng(8);
    Targets targets;
    targets.task = Task::regression;
    std::vector<float> values;
    for (size_t i = 0; i < rows; ++i) {
        const auto row = normal_row(rng, columns);
        targets.values.push_back(value(row));
        values.insert(values.end(), row.begin(), row.end());
    }
    return finish(std::move(values), {1, static_cast<uint16_t>(columns)}, false, std::move(targets));
}

TrainingRows bump_rows(size_t rows, uint16_t steps) {
    Rng rng(9);
    Targets targets = class_targets(2);
    std::vector<float> values;
    for (size_t i = 0; i < rows; ++i) {
        const bool bump = i % 3 == 0;
        const uint32_t at = rng.below(steps - 12u);
        targets.labels.push_back(bump);
        for (uint32_t t = 0; t < steps; ++t)
            values.push_back(
                static_cast<float>(500 + 100 * rng.normal() + (bump && t >= at && t < at + 12 ? 300 : 0)));
    }
    return finish(std::move(values), {steps, 1}, true, std::move(targets));
}

TrainingRows real_beats() {
    const char* folder = std::getenv("MOTE_DATA");
    const std::string path =
        (folder ? std::string(folder) : std::string(MOTE_SOURCE_DIR) + "/../shared/data");
    std::ifstream in(path + "/ptb_heartbeat/all.csv");
    Targets targets = class_targets(2);
    std::vector<float> values;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        const char* p = line.c_str();
        char* end = nullptr;
        for (int c = 0; c < 187; ++c, p = end + 1) values.push_back(std::strtof(p, &end));
        targets.labels.push_back(static_cast<uint16_t>(std::atoi(p)));
    }
    return finish(std::move(values), {187, 1}, true, std::move(targets));
}

}  // namespace mote::tests
