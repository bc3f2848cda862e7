// A model as C written for it alone: the same answers as the table-driven runtime, without its reader.
#pragma once

#include <string>

#include "codegen/facts.hpp"
#include "core/result.hpp"
#include "target/target.hpp"

namespace mote::codegen {

struct CompiledSource {
    std::string source;         ///< mote_compiled.c, behind the interface of mote.h with MOTE_COMPILED 1
    size_t ram_bytes = 0;       ///< static RAM of its variables on the target
    size_t constant_bytes = 0;  ///< flash of its tables
};

/// Whether the compiled form works on whole rows of raw samples, so that a program must keep the row; the
/// others take samples as they arrive and keep what they need of them themselves.
bool takes_rows(const model::Model& model);

class Source;
/// All of it but the head of the file and the function of the scores.
Result<Source> compiled_source(const model::Model& model, bool fast,
                               const target::Target& target = target::target_of());

/// Error (usage) when the model has something that has no compiled form; it then stays table-driven.
/// The same model gives the same text.
Result<CompiledSource> compile(const Facts& facts);

}  // namespace mote::codegen
