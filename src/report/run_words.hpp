// What a training found, in sentences that the terminal, the page and the model card share.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "quality/evaluation.hpp"

namespace mote::report {

/// "968 bytes", "1.4 KB".
std::string bytes_text(double bytes);
/// "2.9 ms", "410 us", "1.2 s".
std::string time_text(double microseconds);
/// As makers write it: the first two letters, and those behind the digits, are capital.
std::string chip_name(const std::string& mcu);

/// "Right in 97 of 100 rows it has never seen; could be anywhere from 96 to 98." Of a regression: "Off by 2.1 in the
/// mean on rows it has never seen (2 to 2.3)."
std::string quality_sentence(const quality::Evaluation& evaluation);
/// "968 bytes of flash, 233 bytes of RAM and 41 ms an answer on the (chip)." Empty where the run was not measured.
std::string cost_sentence(const nlohmann::json& run);
/// "auc 0.991 (0.985 to 0.996), accuracy 0.971 (...)": the goal first, then what else is usual.
std::string field_terms(const quality::Evaluation& evaluation);
/// What taught the model, and which rows the figures are of, from run.json; of runs that do not tell: the split alone.
std::string rows_sentence(const nlohmann::json& run);
/// A figure and its interval: "0.991 (0.985 to 0.996)".
std::string figure_text(const quality::Figure& figure);

/// A family of models in plain words: "kernel features", "decision tree". Unknown ones are their own name.
std::string family_words(const std::string& family);

/// What the figures must be seen beside: a sentence a rival, worst first. "always answers 1: 72 of 100".
std::vector<std::string> rival_sentences(const quality::Evaluation& evaluation);

/// Inputs that no answer depends on, by their titles; of series whole axes alone.
std::vector<std::string> unused_inputs(const quality::Evaluation& evaluation);

}  // namespace mote::report
