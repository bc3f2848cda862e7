// Rows for evaluate and measure: a CSV read for a model, all of it or the rows of one fold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "data/model_rows.hpp"
#include "model/package.hpp"

namespace CLI {
class App;
}

namespace mote::apps {

struct RowChoice {
    std::string folds;  ///< with `fold`: only the rows that this file holds out
    std::optional<uint32_t> fold;
    std::string test_rows;  ///< only the rows listed in this file (from 0)
};

void add_row_choice(CLI::App& command, RowChoice& choice);
data::ModelColumns columns_of(const model::Package& package);
/// The chosen rows of a table with that many, ascending; all of them when nothing is chosen.
Result<std::vector<uint32_t>> chosen_rows(const RowChoice& choice, size_t rows);

}  // namespace mote::apps
