#include "export_page.hpp"

#include <fstream>

#include "data/model_rows.hpp"
#include "model/windowing.hpp"
#include "reading.hpp"
#include "rows.hpp"
#include "studio/exported_page.hpp"

namespace mote::apps {

namespace {

constexpr size_t most_examples = 12;

studio::HeldOut no_rows(const model::Package& package) {
    studio::HeldOut out;
    out.inputs = package.columns.size();
    out.steps = package.shape.steps;
    out.axes = package.shape.axes;
    out.columns = package.columns;
    out.classes = package.classes;
    return out;
}

bool begins_with_json(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return file.get() == '{';
}

Result<studio::HeldOut> rows_of_table(const model::Package& package, const std::string& path) {
    std::vector<std::string> notices;
    MOTE_TRY(rows, data::load_test_rows(path, columns_of(package), {}, &notices));
    print_notices(notices);
    auto out = no_rows(package);
    out.rows = rows.index.size();
    out.integral = rows.samples->integral();
    out.values.resize(out.rows * (out.inputs + 1));
    auto at = std::span(out.values);
    for (const uint32_t row : rows.index) {
        rows.samples->copy_row(row, at.first(out.inputs));
        at[out.inputs] = package.task == Task::regression ? static_cast<float>(rows.targets->values[row])
                                                          : static_cast<float>(rows.targets->labels[row]);
        at = at.subspan(out.inputs + 1);
    }
    return out;
}

Result<studio::HeldOut> rows_of_run(const model::Package& package, const std::string& path) {
    MOTE_TRY(rows, studio::read_held_out(path));
    if (rows.columns != package.columns || rows.classes != package.classes)
        return Error{ErrorCode::input, "these rows are of another model: their columns or classes differ",
                     path, "give the rows that mote train --held-out wrote beside this model, or a CSV"};
    return rows;
}

}  // namespace

Result<std::string> page_of(const model::Package& package, const std::string& rows) {
    studio::ExportedModel model{package.name,   data::task_name(package.task), package.target,
                                package.binary, model::windowing_of(package),  no_rows(package)};
    if (!rows.empty()) {
        MOTE_TRY(all, begins_with_json(rows) ? rows_of_run(package, rows) : rows_of_table(package, rows));
        model.examples = studio::examples_of(all, most_examples);
    }
    return studio::exported_page(model);
}

}  // namespace mote::apps
