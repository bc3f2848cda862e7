// What people and programs read about the model: README, metrics.json, library.properties.
#pragma once

#include <map>
#include <string>

#include "codegen/facts.hpp"

namespace mote::codegen {

/// The package's information and, over it, what the model itself says: sizes, task, columns, classes.
std::string metrics_json(const model::Package& package, const Facts& facts);

/// The values of the templates in device/library/.
std::map<std::string, std::string> template_values(const model::Package& package, const Facts& facts);

}  // namespace mote::codegen
