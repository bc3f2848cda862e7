// Inputs that rows lack: values that stand in for them, learnt from training rows alone, and rows that can be used all the same.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "data/csv.hpp"

namespace mote::data {

/// What becomes of training rows that lack an input. automatic: they are imputed where one row in twenty lacks one; with
/// fewer the model is smaller without.
enum class Impute : uint8_t { automatic, yes, no };

/// "auto", "yes" or "no". Error (usage).
Result<Impute> impute_from_name(const std::string& name);

/// Whether rows of this table are imputed.
bool imputes(const Table& table, Impute choice);

/// What a training would do with rows that lack an input, as a notice; empty: all rows are whole.
std::string imputation_notice(const Table& table);

/// For each column that some of `rows` lack the median of those that have it, the lower of two in the middle: a value that
/// occurs. None for a column that all of them lack, nor for integers that reach MOTE_MISSING_I16.
Fills fills_of(const Table& table, std::span<const uint32_t> rows);

/// Table::incomplete becomes the rows that cannot be read, lack every input, or lack one that is not dispensable.
/// dispensable: one a column.
void accept_gaps(Table& table, const std::vector<bool>& dispensable);

/// The samples with values in the place of missing ones, in columns that have one. They keep their type.
SampleMatrix filled(const Table& table, const Fills& fills);

/// `samples`, of which row i is row `rows[i]` of the table, with NaN in the place of missing ones.
SampleMatrix with_gaps(SampleMatrix samples, const Table& table, std::span<const uint32_t> rows);

/// A table for a model that can go without some inputs: accept_gaps, then with_gaps in all rows.
void open_gaps(Table& table, const std::vector<bool>& dispensable);

}  // namespace mote::data
