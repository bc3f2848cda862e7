#include "csv.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

namespace mote::benchmark {

namespace {

struct Raw {
    std::vector<std::string> names;
    std::vector<float> values;
    std::vector<std::string> targets;
};

void read_csv(const std::string& path, Raw& raw) {
    std::ifstream in(path);
    if (!in) {
        fmt::print(stderr, "cannot read {}\n", path);
        std::exit(2);
    }
    std::string line;
    std::getline(in, line);
    raw.names.clear();
    for (size_t from = 0, to; (to = line.find(',', from)) != std::string::npos; from = to + 1)
        raw.names.push_back(line.substr(from, to - from));
    while (std::getline(in, line)) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        const char* p = line.c_str();
        for (size_t c = 0; c < raw.names.size(); ++c) {
            char* end = nullptr;
            raw.values.push_back(std::strtof(p, &end));
            p = end + 1;
        }
        raw.targets.emplace_back(p);
    }
}

SampleMatrix::Storage narrow(const std::vector<float>& values) {
    for (float v : values)
        if (v != std::floor(v) || std::fabs(v) > 32767) return values;
    std::vector<int16_t> out;
    for (float v : values) out.push_back(static_cast<int16_t>(v));
    return out;
}

std::shared_ptr<Targets> targets_of(const std::vector<std::string>& text, bool regression) {
    auto targets = std::make_shared<Targets>();
    if (regression) {
        targets->task = Task::regression;
        for (const auto& t : text) targets->values.push_back(std::strtof(t.c_str(), nullptr));
        return targets;
    }
    const std::set<std::string> names(text.begin(), text.end());
    targets->classes.assign(names.begin(), names.end());
    targets->task = names.size() == 2 ? Task::binary : Task::multiclass;
    std::map<std::string, uint16_t> code;
    for (const auto& name : targets->classes) code[name] = static_cast<uint16_t>(code.size());
    for (const auto& t : text) targets->labels.push_back(code[t]);
    return targets;
}

std::vector<bool> held_out(const std::string& folder, size_t rows, int fold) {
    std::vector<bool> test(rows);
    if (std::ifstream folds(folder + "/folds.txt"); folds) {
        int number = 0;
        for (size_t i = 0; i < rows && folds >> number; ++i) test[i] = number == fold;
        return test;
    }
    std::ifstream list(folder + "/test_rows.txt");
    for (size_t row = 0; list >> row;)
        if (row < rows) test[row] = true;
    return test;
}

}  // namespace

Split read_split(const std::string& folder, int fold, bool regression, uint16_t axes, bool series) {
    Raw raw;
    std::vector<bool> test;
    if (std::ifstream(folder + "/all.csv")) {
        read_csv(folder + "/all.csv", raw);
        test = held_out(folder, raw.targets.size(), fold);
    } else {
        read_csv(folder + "/train.csv", raw);
        const size_t training = raw.targets.size();
        read_csv(folder + "/test.csv", raw);
        test.assign(raw.targets.size(), true);
        std::fill_n(test.begin(), training, false);
    }
    LabelledRows all;
    const size_t columns = raw.names.size();
    all.samples = std::make_shared<SampleMatrix>(narrow(raw.values), columns);
    all.targets = targets_of(raw.targets, regression);
    all.columns = raw.names;
    all.shape = series ? SeriesShape{static_cast<uint16_t>(columns / axes), axes}
                       : SeriesShape{1, static_cast<uint16_t>(columns)};
    Split split{{all}, {all}};
    for (uint32_t i = 0; i < test.size(); ++i)
        (test[i] ? split.test.index : split.training.index).push_back(i);
    return split;
}

}  // namespace mote::benchmark
