// Something odd or worth knowing about a table, said for people and named for programs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/samples.hpp"
#include "data/csv.hpp"
#include "data/schema.hpp"

namespace mote::data {

enum class Weight {
    note,     ///< good to know
    caution,  ///< may mislead; look at it
};

struct Finding {
    std::string kind;  ///< a name for programs: "constant_columns", "leakage", ...
    Weight weight = Weight::note;
    std::string statement;                  ///< what is so, one sentence with numbers
    std::string evidence = {};              ///< by what it is known
    std::string remedy = {};                ///< what can be done; may be empty
    std::vector<std::string> columns = {};  ///< that it is about
};

/// What the findings are found in: a sound table, and what is to be predicted if that is known.
struct Sight {
    const Table& table;
    std::span<const uint32_t> rows;    ///< that lack nothing, ascending
    std::span<const uint32_t> sample;  ///< some of them, ascending; at most sample_limit
    const Schema* schema = nullptr;    ///< null without a target
    const Targets* targets = nullptr;
    std::vector<size_t> inputs = {};  ///< columns that training would take, constant ones left out
    bool series = false;              ///< the columns are samples in order

    const SampleMatrix& samples() const { return *table.samples; }
    bool classes() const { return targets != nullptr && targets->task != Task::regression; }
    std::vector<double> column(size_t c, std::span<const uint32_t> of) const;
};

inline constexpr size_t sample_limit = 20000;

/// At most `most` of the rows, drawn evenly at random with a seed of its own, ascending.
std::vector<uint32_t> some_rows(std::span<const uint32_t> rows, size_t most);

}  // namespace mote::data
