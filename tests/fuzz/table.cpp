// The readers of text files, packed ones and logs included: strict, forgiving (inspect), several files, and the way
// to training rows. The first byte chooses how.
#include "data/csv.hpp"
#include "data/dataset.hpp"
#include "data/inspect.hpp"
#include "data/many_files.hpp"
#include "fuzz.hpp"

namespace mote::fuzz {
namespace {

void check_table(const data::Table& table) {
    demand(table.samples != nullptr, "a table has samples");
    // Without a column of samples the matrix cannot know its rows.
    demand(table.columns.empty() || table.samples->rows() == table.rows, "as many samples as rows");
    demand(table.samples->columns() == table.columns.size(), "as many samples as columns");
    if (!table.target) return;
    demand(table.target->rows() == table.rows, "a target in every row");
    for (size_t row = 0; row < table.rows; ++row) (void)table.target->text(row);
    demand(table.rows == 0 || table.line_of(table.rows - 1) > 1, "rows begin behind the titles");
}

data::ReadingOptions reading_of(uint8_t how) {
    data::ReadingOptions reading;
    if (how & 8u) reading.header = data::HeaderChoice::no;
    if (how & 16u) reading.skip_bad = true;
    if (how & 32u) reading.decimal = ',';
    if (how & 64u) reading.skip_lines = 1;
    if (how & 128u) reading.lines = std::string(1, 'a');
    return reading;
}

void read(const std::string& path, uint8_t how) {
    data::CsvOptions options;
    options.reading = reading_of(how);
    if (how & 1u) options.target = std::string(1, 'y');
    options.target_optional = (how & 2u) != 0;
    if (how & 4u) options.only = {"a", "b"};
    if (const auto table = data::read_csv(path, options)) check_table(*table);
    const std::string twice[] = {path, path};
    const auto both = data::read_files(twice, options);
    if (!both) return;
    check_table(*both);
    demand(both->file_starts.size() == 2 && both->rows == 2 * both->file_starts[1],
           "two equal files have as many rows each");
}

void inspect(const std::string& path, uint8_t how) {
    data::InspectOptions options;
    options.reading = reading_of(how);
    if (how & 1u) options.target = std::string(1, 'y');
    const auto seen = data::inspect_csv(path, options);
    if (!seen) return;
    demand(seen->problems.size() <= options.problem_limit, "problems are kept up to their limit");
    for (const auto& column : seen->columns) {
        demand(column.numbers + column.texts + column.empty + column.not_finite <= seen->rows,
               "a column has no more cells than rows");
        (void)column.type();
    }
}

void load(const std::string& path, uint8_t how) {
    data::DatasetOptions options;
    options.file = path;
    options.reading = reading_of(how);
    options.target = std::string(1, 'y');
    const auto loaded = data::load_dataset(options);
    if (!loaded) return;
    demand(!loaded->training.index.empty(), "there are rows to learn from");
}

}  // namespace
}  // namespace mote::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote::fuzz;
    if (size == 0 || size > 4096) return 0;
    const MemoryFile file({data + 1, size - 1});
    read(file.path(), data[0]);
    inspect(file.path(), data[0]);
    load(file.path(), data[0]);
    return 0;
}
