// Everything that mote inspect says about a sound table beyond its columns one by one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/findings/curves.hpp"
#include "data/findings/finding.hpp"
#include "data/findings/neighbours.hpp"
#include "data/findings/rate.hpp"
#include "data/findings/strength.hpp"

namespace mote::data {

struct TableFindings {
    std::vector<Finding> findings;       ///< cautions first
    std::vector<Strength> strengths;     ///< positions in Table::columns, strongest first
    double chance = 0;                   ///< of Strength::alone
    std::vector<Correlated> correlated;  ///< |r| of at least 0.9
    std::optional<Separability> separability;
    std::vector<Curve> curves;  ///< of a series
    std::optional<Rate> rate;
};

/// Times of the rows, from a column that is not learnt from.
struct RowTimes {
    std::string column;
    std::string unit;  ///< "s", "ms", "us" or ""
    std::vector<double> times;
};

/// `shape` is that of the series, one step without order. `times`: the best clock of the table, if there is one.
TableFindings find_what_is_odd(const Sight& sight, SeriesShape shape, const std::optional<RowTimes>& times);

}  // namespace mote::data
