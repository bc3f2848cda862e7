// The page and the model card of `mote report`: all about one training, for anybody and in the field's terms.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "quality/evaluation.hpp"

namespace mote::report {

struct RunStory {
    nlohmann::json run;                  ///< run.json
    quality::Evaluation evaluation;      ///< evaluation.json
    std::string command;                 ///< that makes it again
    std::string checksum;                ///< of the model, as text
    std::optional<double> energy_uj;     ///< an answer
    std::optional<double> battery_days;  ///< at one row a second, and the battery in words
    std::string battery;
};

/// One page in one file, no script, nothing fetched.
std::string run_page(const RunStory& story);

/// Intended use, figures, limits and how it was made (Mitchell 2019), in Markdown.
std::string model_card(const RunStory& story);

}  // namespace mote::report
