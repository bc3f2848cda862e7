#include "rows.hpp"

#include <CLI/CLI.hpp>

#include "core/rows.hpp"
#include "data/split.hpp"
#include "model/fills.hpp"
#include "model/windowing.hpp"

namespace mote::apps {

void add_row_choice(CLI::App& command, RowChoice& choice) {
    auto* folds = command.add_option("--folds", choice.folds, "file with one fold number a data row");
    auto* fold =
        command.add_option("--fold", choice.fold, "only the rows with this fold number")->needs(folds);
    folds->needs(fold);
    command.add_option("--test-rows", choice.test_rows, "file with the numbers (from 0) of the rows to take")
        ->excludes(folds);
}

data::ModelColumns columns_of(const model::Package& package) {
    data::ModelColumns out{package.columns, package.target, package.task,
                           package.classes, package.shape,  model::windowing_of(package)};
    if (const auto model = model::from_binary(package.binary))
        out.dispensable = model::dispensable_inputs(model->encoder);
    return out;
}

Result<std::vector<uint32_t>> chosen_rows(const RowChoice& choice, size_t rows) {
    if (choice.fold) {
        MOTE_TRY(parts, data::read_folds(choice.folds, rows, *choice.fold));
        return parts.held_out;
    }
    if (!choice.test_rows.empty()) {
        MOTE_TRY(parts, data::read_row_list(choice.test_rows, rows));
        return parts.held_out;
    }
    return all_rows(rows);
}

}  // namespace mote::apps
