#include "pipeline/run_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "codegen/archive.hpp"
#include "codegen/generate.hpp"
#include "core/files.hpp"
#include "model/segments.hpp"
#include "model/smoothing.hpp"
#include "model/windowing.hpp"

namespace mote::pipeline {

namespace {

namespace fs = std::filesystem;

Error cannot_write(const RunFolder& run, const std::error_code& error) {
    return {ErrorCode::io, "cannot write: " + error.message(), run.path.string(),
            "choose another place with -o"};
}

Status make_folder(const RunFolder& run, const fs::path& folder) {
    std::error_code error;
    fs::remove_all(folder, error);
    fs::create_directories(folder, error);
    if (error) return cannot_write(run, error);
    return Done{};
}

Status write_front(const RunFolder& staging, model::Package package, const nlohmann::json& report,
                   const std::vector<search::FrontPoint>& front) {
    MOTE_CHECK(make_folder(staging, staging.front()));
    const auto& points = report.at("front");
    const auto& mcu = report.at("mcu");
    const auto windowing = model::windowing_of(package);
    const auto smoothing = model::smoothing_of(package);
    const auto segments = model::segments_of(package);
    for (size_t i = 0; i < front.size(); ++i) {
        package.binary = front[i].model;
        package.information = points.at(i);
        model::set_windowing(package.information, windowing);
        model::set_smoothing(package.information, smoothing);
        model::set_segments(package.information, segments);
        package.information["mcu"] = mcu;
        MOTE_CHECK(model::write_package(staging.front_model(i), package));
    }
    return Done{};
}

Status rename_all(const RunFolder& staging, const RunFolder& run) {
    std::error_code error;
    fs::remove_all(run.front(), error);
    fs::remove(run.evaluation(), error);
    if (fs::exists(staging.evaluation())) fs::rename(staging.evaluation(), run.evaluation(), error);
    for (auto path : {&RunFolder::model, &RunFolder::binary, &RunFolder::archive, &RunFolder::test_rows,
                      &RunFolder::front, &RunFolder::report})
        if (!error) fs::rename((staging.*path)(), (run.*path)(), error);
    if (error) return cannot_write(run, error);
    return Done{};
}

}  // namespace

Status write_run(const RunFolder& run, const model::Package& package, const RunReport& report) {
    MOTE_TRY(files, codegen::generate(package, report.form));
    const auto json = to_json(report);
    const RunFolder staging{run.path / ".staging"};
    MOTE_CHECK(make_folder(run, staging.path));
    const auto written = [&]() -> Status {
        MOTE_CHECK(model::write_package(staging.model(), package));
        MOTE_CHECK(write_file_atomically(staging.binary(), std::span<const uint8_t>(package.binary)));
        MOTE_CHECK(codegen::write_archive(files, staging.archive()));
        MOTE_CHECK(write_file_atomically(staging.test_rows(),
                                         fmt::format("{}\n", fmt::join(report.data.held_out, "\n"))));
        MOTE_CHECK(write_front(staging, package, json, report.found.front));
        if (report.evaluation)
            MOTE_CHECK(write_file_atomically(staging.evaluation(),
                                             quality::to_json(*report.evaluation).dump() + "\n"));
        MOTE_CHECK(write_file_atomically(staging.report(), json.dump(2) + "\n"));
        return rename_all(staging, run);
    }();
    std::error_code ignored;
    fs::remove_all(staging.path, ignored);
    return written;
}

}  // namespace mote::pipeline
