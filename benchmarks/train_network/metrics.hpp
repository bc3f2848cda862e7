// The figures that issue tables name, from answers of the integer model.
#pragma once

#include "core/samples.hpp"
#include "model/evaluator.hpp"

namespace mote::benchmark {

struct Figures {
    double auc = 0, accuracy = 0, balanced_accuracy = 0, r2 = 0;
};
Figures figures(const model::Answers& answers, const LabelledRows& rows);

}  // namespace mote::benchmark
