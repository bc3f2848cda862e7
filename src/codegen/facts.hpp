// What every generated file needs to know of the model.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.hpp"
#include "model/model.hpp"
#include "model/package.hpp"

namespace mote::codegen {

/// How a model becomes code: its bytes and a runtime that reads them, or C written for it alone; `fast` is
/// compiled for few cycles where that takes more flash.
enum class Form { table, compiled, fast };
const char* form_name(Form form);  ///< "table", "compiled" or "fast"
inline bool is_compiled(Form form) {
    return form != Form::table;
}

struct Facts {
    Form form = Form::table;
    model::Model model;
    std::string library;     ///< name of the library, safe in paths, C and property files
    std::string prefix;      ///< NAME of NAME_mote_open (codegen/names.hpp)
    size_t inputs = 0;       ///< samples a row
    size_t outputs = 0;      ///< numbers of an answer
    size_t arena_bytes = 0;  ///< the same on every machine
    size_t model_bytes = 0;
    unsigned checksum = 0;  ///< the model's own, its last two bytes
    unsigned baud = 0;      ///< of the sketch; 0: its own
};

/// Opens the model with the chip's runtime and compares it with what the package says of it.
Result<Facts> find_facts(const model::Package& package);

/// "multiclass", "binary" or "regression".
const char* task_name(Task task);

}  // namespace mote::codegen
