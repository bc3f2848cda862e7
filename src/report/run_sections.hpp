// The sections of a run's page: each is empty where the run tells nothing of it.
#pragma once

#include "quality/evaluation.hpp"
#include "report/markup.hpp"
#include "report/run_page.hpp"

namespace mote::report {

inline constexpr size_t kinds_in_a_plot = 6, bars_drawn = 16;

inline bool regression(const quality::Evaluation& e) {
    return e.task == Task::regression;
}

// run_answers.cpp
Markup beside(const quality::Evaluation& e);     ///< simple rivals on the same rows
Markup mistakes(const quality::Evaluation& e);   ///< of classes: confusion matrix, curves, reliability
Markup residuals(const quality::Evaluation& e);  ///< of values
Markup groups(const quality::Evaluation& e);     ///< on whom it fails
Markup worst(const quality::Evaluation& e);      ///< rows whose answer is far from the truth

// run_arithmetic.cpp
Markup arithmetic(const RunStory& story);  ///< whole numbers against floats

// run_front.cpp
Markup front(const RunStory& story);  ///< every model on offer, and the growth curve

// run_inputs.cpp
Markup looks_at(const RunStory& story);  ///< importance of inputs, over the mean curves of a series

}  // namespace mote::report
