// The files of a finished run.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "pipeline/run_folder.hpp"
#include "pipeline/run_report.hpp"

namespace mote::pipeline {

/// Writes model.mote, model.bin, archive.zip, test_rows.txt, the models of the front, evaluation.json where rows were
/// held out, and run.json: all beside their places first, then renamed, run.json last. Errors: io, and those of
/// codegen::generate.
Status write_run(const RunFolder& run, const model::Package& package, const RunReport& report);

}  // namespace mote::pipeline
