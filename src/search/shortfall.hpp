// When no model meets the limits: which limit it is, the least that could be met, and the remedy.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "search/search.hpp"

namespace mote::search {

/// The limits that bind every model: those of the user, and what the chip has.
CostLimits binding_limits(const Settings& settings);

/// What a trained model needs.
struct Need {
    size_t bytes = 0;  ///< model.bin
    std::optional<Cost> cost;
    std::string refusal = {};  ///< why it does not fit the chip, where that is all that is known
};

/// Error (usage) that names the limits which none of `needs` meets, or, where each is met by some of them, those that
/// the nearest one exceeds. None when one of `needs` meets all limits as far as its costs are known, and without needs.
std::optional<Error> shortfall(const Settings& settings, const std::vector<Need>& needs);

/// What the smallest model of each wanted family needs, whatever the limits: trained in seconds on few rows, with
/// measured costs, or predicted ones where there is no compiler.
std::vector<Need> smallest_needs(const TrainingRows& rows, const Settings& settings);

}  // namespace mote::search
