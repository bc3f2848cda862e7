// The folder that `mote train` writes, and what the other commands read from it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "model/package.hpp"

namespace mote::pipeline {

/// Names inside a run folder.
struct RunFolder {
    std::filesystem::path path;

    std::filesystem::path model() const { return path / "model.mote"; }
    std::filesystem::path binary() const { return path / "model.bin"; }
    std::filesystem::path report() const { return path / "run.json"; }
    /// What was seen on held-out rows (quality/evaluation.hpp); none where no row was held out.
    std::filesystem::path evaluation() const { return path / "evaluation.json"; }
    std::filesystem::path archive() const { return path / "archive.zip"; }
    /// 0-based rows of the data (or of the test file) that were held out, one a line.
    std::filesystem::path test_rows() const { return path / "test_rows.txt"; }
    /// Models of the front, N.mote, N their place in "front" of run.json.
    std::filesystem::path front() const { return path / "front"; }
    std::filesystem::path front_model(size_t point) const {
        return front() / (std::to_string(point) + ".mote");
    }
    std::filesystem::path journal() const { return path / "trials.jsonl"; }
};

/// Reads MODEL (a model.mote file) or RUN (its folder), of a run with `point` that model of its front.
/// Errors: missing, damaged, a run not finished, no such point.
Result<model::Package> open_model(const std::filesystem::path& model_or_run,
                                  std::optional<size_t> point = {});

/// run.json of a folder.
Result<nlohmann::json> read_report(const RunFolder& run);

}  // namespace mote::pipeline
