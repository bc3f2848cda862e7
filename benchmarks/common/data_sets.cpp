#include "common/data_sets.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace mote::benchmarks {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> titles(const fs::path& csv) {
    std::ifstream in(csv);
    std::string line, cell;
    std::getline(in, line);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::istringstream cells(line);
    std::vector<std::string> out;
    while (std::getline(cells, cell, ',')) out.push_back(cell);
    return out;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string target_of(const std::vector<std::string>& names) {
    for (const char* name : {"target", "Label"})
        if (has(names, name)) return name;
    return names.empty() ? "" : names.back();
}

std::set<uint32_t> fold_numbers(const fs::path& path) {
    std::ifstream in(path);
    std::set<uint32_t> out;
    for (uint32_t fold; in >> fold;) out.insert(fold);
    return out;
}

DataSet describe(const fs::path& folder) {
    DataSet set{folder.filename().string(), {}};
    data::DatasetOptions options;
    const bool separate = fs::exists(folder / "train.csv");
    options.file = (folder / (separate ? "train.csv" : "all.csv")).string();
    options.target = target_of(titles(options.file));
    if (separate && fs::exists(folder / "test.csv") && has(titles(folder / "test.csv"), options.target))
        options.test_file = (folder / "test.csv").string();
    if (!separate && fs::exists(folder / "test_rows.txt"))
        options.test_rows_file = (folder / "test_rows.txt").string();
    if (!separate && fs::exists(folder / "folds.txt")) {
        options.folds_file = (folder / "folds.txt").string();
        for (uint32_t fold : fold_numbers(*options.folds_file)) {
            options.fold = fold;
            set.splits.push_back(options);
        }
        return set;
    }
    set.splits.push_back(options);
    return set;
}

}  // namespace

Result<std::vector<DataSet>> find_data_sets(const std::string& folder,
                                            const std::vector<std::string>& wanted) {
    std::error_code error;
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (fs::exists(entry.path() / "train.csv") || fs::exists(entry.path() / "all.csv"))
            folders.push_back(entry.path());
    if (error)
        return Error{ErrorCode::io, error.message(), folder, "name the folder with --data or MOTE_DATA"};
    std::sort(folders.begin(), folders.end());
    std::vector<DataSet> out;
    for (const auto& path : folders)
        if (wanted.empty() || has(wanted, path.filename().string())) out.push_back(describe(path));
    for (const auto& name : wanted)
        if (std::none_of(out.begin(), out.end(), [&](const DataSet& set) { return set.name == name; }))
            return Error{ErrorCode::usage, "no data set '" + name + "'", folder,
                         "sub-folders with train.csv or all.csv are data sets"};
    return out;
}

}  // namespace mote::benchmarks
