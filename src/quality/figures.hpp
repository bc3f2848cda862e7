// Metrics by their names.
#pragma once

#include <map>
#include <string>

#include "model/metrics.hpp"

namespace mote::quality {

/// Those that the rows can tell.
inline std::map<std::string, double> figures_of(const model::Metrics& metrics) {
    std::map<std::string, double> out;
    for (const auto& metric : model::metrics())
        if (const auto& value = metrics.*(metric.field)) out[metric.name] = *value;
    return out;
}

}  // namespace mote::quality
