// Model -> the files of its archive: a library for a firmware project, complete in itself.
#pragma once

#include <string>
#include <vector>

#include "codegen/facts.hpp"
#include "codegen/names.hpp"
#include "core/result.hpp"
#include "model/package.hpp"

namespace mote::codegen {

struct GeneratedFile {
    std::string path;  ///< relative, with '/'; the first part is the library's folder
    std::string content;
    bool operator==(const GeneratedFile&) const = default;
};

/// Everything of the archive, sorted by path, below one folder named as the library: see the table in
/// device/library/README.md.in. The same package gives the same bytes. Errors (input): a model that the
/// runtime refuses, or columns and classes that are not the model's. Error (usage): no compiled form. baud: of the
/// sketch's serial line; 0: its own, 230400.
Result<std::vector<GeneratedFile>> generate(const model::Package& package, Form form = Form::table,
                                            unsigned baud = 0);

}  // namespace mote::codegen
