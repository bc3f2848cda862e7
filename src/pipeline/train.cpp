#include "pipeline/train.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "pipeline/cross_validation.hpp"

namespace mote::pipeline {

namespace {

constexpr uint32_t usual_folds = 5;

/// The option that says which rows are held out; "" without any.
std::string holds_out(const TrainOptions& options) {
    const auto& data = options.data;
    const std::pair<bool, const char*> all[] = {{options.hold_out.has_value(), "--hold-out"},
                                                {data.test_file.has_value(), "--test"},
                                                {data.test_rows_file.has_value(), "--test-rows"},
                                                {data.folds_file || data.fold_count, "--folds"},
                                                {data.split != data::SplitChoice::automatic, "--split"}};
    for (const auto& [given, option] : all)
        if (given) return option;
    return "";
}

bool lists_rows(const data::DatasetOptions& data) {
    return data.test_file || data.test_rows_file || data.folds_file || data.fold_count;
}

/// Groups that keep rows on one side; 0 where rows are independent as far as is known.
size_t groups_in(const data::Dataset& data) {
    if (data.groups.empty() || !data.training.groups) return 0;
    std::set<uint32_t> found(data.test.groups.begin(), data.test.groups.end());
    for (const uint32_t row : data.training.index) found.insert(data.training.group_of_rows()[row]);
    return found.size();
}

bool few(const data::Dataset& data) {
    const size_t groups = groups_in(data);
    return data.training.size() + data.test.size() < few_rows || (groups > 0 && groups < few_groups);
}

/// Whether each training without a fold learns all classes. It reads the rows once a fold.
bool folds_know_all_classes(const data::DatasetOptions& options, uint32_t folds,
                            const std::vector<std::string>& classes) {
    auto one = options;
    one.reading.watch = {};
    one.fold_count = folds;
    for (one.fold = 0; *one.fold < folds; ++*one.fold) {
        const auto data = data::load_dataset(one);
        if (!data || data->schema.classes != classes) return false;
    }
    return true;
}

/// As many folds as all rows can be dealt to; 0: they cannot.
uint32_t folds_for(const data::DatasetOptions& options, const data::Dataset& data) {
    const size_t groups = groups_in(data);
    const uint32_t folds =
        groups == 0 ? usual_folds : static_cast<uint32_t>(std::min<size_t>(usual_folds, groups));
    return folds >= 2 && folds_know_all_classes(options, folds, data.schema.classes) ? folds : 0;
}

/// The option that holds rows out agrees with the others.
Status check_held_out(const TrainOptions& options, const std::string& held_out) {
    if (options.hold_out && lists_rows(options.data))
        return Error{ErrorCode::usage, "--hold-out draws rows, and another option lists them", "--hold-out",
                     "give it alone, or leave it out"};
    if (options.all_rows && !held_out.empty())
        return Error{ErrorCode::usage,
                     fmt::format("{} says which rows are held out, and --final holds none", held_out),
                     "--final", "give one of them"};
    return Done{};
}

/// How many folds give the figures, 0 where held-out rows do: then `data` keeps them, read.
Result<uint32_t> choose_folds(const TrainOptions& options, std::optional<data::Dataset>& data) {
    MOTE_TRY(read, data::load_dataset(options.data));
    const uint32_t folds = options.all_rows || few(read) ? folds_for(options.data, read) : 0;
    if (options.all_rows && folds == 0)
        return Error{ErrorCode::usage, "a class stands in too few rows, or groups of them, for folds",
                     "--final", "give more rows of rare classes, or leave --final out"};
    if (folds == 0) data = std::move(read);
    return folds;
}

}  // namespace

Result<RunReport> train(const TrainOptions& asked, const TrainObserver& observer, std::stop_token stop) {
    TrainOptions options = asked;
    MOTE_CHECK(check(options));
    const std::string held_out = holds_out(options);
    MOTE_CHECK(check_held_out(options, held_out));
    if (options.data.fold_count && !options.data.fold) return train_all_folds(options, observer, stop);
    if (options.hold_out) options.data.hold_out_fraction = *options.hold_out;
    if (!held_out.empty()) return train_run(options, observer, stop);
    std::optional<data::Dataset> data;
    MOTE_TRY(folds, choose_folds(options, data));
    if (data) return train_run(options, std::move(*data), observer, stop);
    if (observer.on_note && !options.all_rows)
        observer.on_note(
            fmt::format("rows are few: all of them teach, {} folds give the figures (--hold-out 0.2 keeps a "
                        "fifth back instead)",
                        folds));
    options.data.fold_count = folds;
    return train_all_folds(options, observer, stop);
}

}  // namespace mote::pipeline
