// The operating point of a classifier, chosen on rows that its models have not seen: thresholds of the classes, and a
// band of scores that are left open ("not sure").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "model/model.hpp"
#include "quality/validation_scores.hpp"

namespace mote::quality {

/// A number for one class: "10", or "abnormal=10" where the class is named.
struct ClassNumber {
    std::string label;  ///< empty: the positive class, which is the second of two
    double value = 0;
};

/// What a user asks for. At most one of costs, sensitivity, specificity and threshold.
struct DecisionOptions {
    std::vector<ClassNumber>
        cost_miss;  ///< of a row of this class that is answered otherwise; 1 where not given
    std::optional<double> cost_alarm;        ///< two classes: of a negative row that is answered positive
    std::optional<ClassNumber> sensitivity;  ///< least share of the rows of this class that are found
    std::optional<double> specificity;       ///< two classes: the same of the negative one
    std::optional<double> threshold;         ///< two classes: positive above this probability
    std::optional<double> not_sure;          ///< share of rows that are left open
    std::optional<double> cost_not_sure;     ///< two classes: of a row that is left open

    bool any() const;
};

/// The same as written on a command line: costs and sensitivity may name a class ("10", "abnormal=10"), shares may be
/// in per cent ("5%", "0.05").
struct DecisionTexts {
    std::vector<std::string> cost_miss = {};
    std::optional<double> cost_alarm = {};
    std::string sensitivity = {}, specificity = {}, threshold = {}, not_sure = {};  ///< empty: not given
    std::optional<double> cost_not_sure = {};
};

/// Errors (usage): no numbers, numbers out of range, and options that contradict each other.
Result<DecisionOptions> parse_decision(const DecisionTexts& texts);
/// Errors (usage): options that do not go with the task, and classes that do not exist.
Status check_decision_options(const DecisionOptions& options, Task task,
                              const std::vector<std::string>& classes);

/// In calibrated nats, for any model with scores like these.
struct ChosenDecision {
    double low = 0;               ///< two classes: the first up to this score, the second above low + band
    std::vector<double> offsets;  ///< more classes: added to their scores; empty: none
    double band = 0;              ///< 0: every row has a class
    size_t positive = 1;          ///< class that the options are about
    std::string chosen_by;        ///< "sensitivity 0.99 of 'abnormal'"
    size_t rows = 0;              ///< validation rows that it was chosen on
    size_t positive_rows = 0;     ///< of them, of the positive class
};

/// Options as check_decision_options() accepts them. Errors (usage): nothing to choose by in these rows.
Result<ChosenDecision> choose_decision(const DecisionOptions& options,
                                       const std::vector<std::string>& classes,
                                       const ValidationScores& validation);

/// In steps of this model's scores. Penalties of classes are rounded to 8 bits.
model::Decision to_decision(const ChosenDecision& chosen, const model::Model& model);

/// Two classes: probability at which the classes meet; with a band at its middle.
double threshold_probability(const model::Decision& decision, const model::Model& model);

}  // namespace mote::quality
