// A model as one HTML file: the studio's page Try, the chip's code as WebAssembly, the model, a few rows to begin with.
// It asks nothing of any other computer; its Content-Security-Policy forbids it to.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/result.hpp"
#include "core/windowing.hpp"
#include "studio/held_out.hpp"

namespace mote::studio {

struct ExportedModel {
    std::string name;                 ///< title of the page
    std::string task;                 ///< binary, multiclass, regression
    std::string target;               ///< title of what it tells
    std::span<const uint8_t> binary;  ///< model.bin
    Windowing windowing;              ///< how dropped recordings are cut; steps 0: rows are rows
    HeldOut examples;                 ///< its columns, classes and shape are the model's; may have no rows
};

/// The whole file. Error (environment): this program was built without Node, clang or lld.
Result<std::string> exported_page(const ExportedModel& model);

}  // namespace mote::studio
