// The files of a finished run.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "codegen/facts.hpp"
#include "pipeline/run_folder.hpp"
#include "search/search.hpp"

namespace mote::pipeline {

/// Writes model.mote, model.bin, archive.zip (in this form), test_rows.txt, the models of the front and
/// run.json: all beside their places first, then renamed, run.json last. Errors: io, and those of
/// codegen::generate.
Status write_run(const RunFolder& run, const model::Package& package, const nlohmann::json& report,
                 codegen::Form form, const std::vector<uint32_t>& test_rows,
                 const std::vector<search::FrontPoint>& front);

}  // namespace mote::pipeline
