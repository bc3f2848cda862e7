// `mote export --form web`: a model as a page in one file.
#pragma once

#include <string>

#include "core/result.hpp"
#include "model/package.hpp"

namespace mote::apps {

/// `rows`: a CSV with the model's columns and its target, or what `mote train --held-out` wrote; a few of its rows become
/// examples in the page. Empty: none. Errors: those of reading (input, io); environment, when the page was not built.
Result<std::string> page_of(const model::Package& package, const std::string& rows);

}  // namespace mote::apps
