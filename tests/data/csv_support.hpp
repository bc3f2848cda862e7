// Texts read as CSV files.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "data/csv.hpp"
#include "support.hpp"

namespace mote::data {

class CsvTest : public FilesTest {
  protected:
    std::string error_of(std::string_view text, const CsvOptions& options = {.target = "target"}) const {
        auto table = read_csv(write("x.csv", text), options);
        return table ? "no error" : text_of(table.error());
    }
    Table read(std::string_view text, const CsvOptions& options = {.target = "target"}) const {
        auto table = read_csv(write("x.csv", text), options);
        if (!table) throw std::runtime_error(table.error().text());
        return std::move(*table);
    }
    static size_t storage_of(const Table& table) { return table.samples->storage().index(); }
};

}  // namespace mote::data
