// What integer arithmetic does to answers: the same rows answered by the model in whole numbers and in floats.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/samples.hpp"
#include "model/evaluator.hpp"

namespace mote::quality {

/// A row whose answer is another one in floats. Class indices, or values.
struct FlippedRow {
    uint32_t row = 0;  ///< 0-based, in the file that it was read from
    double truth = 0, answer = 0, in_floats = 0;
};

struct FloatComparison {
    std::map<std::string, double> integers,
        floats;                    ///< figures by name, of plain answers: the largest score decides
    size_t flipped = 0;            ///< rows of another class; of values all that differ
    std::vector<FlippedRow> rows;  ///< some of them: the surest in floats, or the largest differences
};

/// Answers to the rows `index` of the targets, without decisions; `file_rows`: of each, its number in its file, empty: index.
FloatComparison compare_with_floats(const model::Answers& integers, const model::Answers& floats,
                                    const Targets& targets, std::span<const uint32_t> index,
                                    std::span<const uint32_t> file_rows);

/// As "in_floats" of evaluation.json, and back; throws what nlohmann throws for what is not such a value.
nlohmann::json to_json(const FloatComparison& comparison);
FloatComparison float_comparison_from(const nlohmann::json& json);

}  // namespace mote::quality
