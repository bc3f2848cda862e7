#include "pipeline/line_rate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "codegen/facts.hpp"
#include "core/files.hpp"
#include "model/windowing.hpp"
#include "pipeline/measure_model.hpp"
#include "target/baud.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

namespace {

constexpr double receive_cycles = 120;
constexpr double buffer_bytes = 256;      // MOTE_RING_BYTES where no row is kept
constexpr size_t sketch_ram_bytes = 700;  // as model.h leaves for the core, the line and the stack
constexpr size_t rows_measured = 4;
constexpr std::array usual_rates = {1000000u, 500000u, 250000u, 230400u, 115200u,
                                    57600u,   38400u,  19200u,  9600u};

Error not_exported(const std::filesystem::path& library) {
    return {ErrorCode::input, "the archive lacks its model or what is said of it", library.string(),
            "export the archive again"};
}

std::optional<codegen::Form> form_named(const std::string& name) {
    for (const auto form : {codegen::Form::table, codegen::Form::compiled, codegen::Form::fast})
        if (name == codegen::form_name(form)) return form;
    return std::nullopt;
}

bool keeps_row(const codegen::Facts& facts, size_t ram_bytes) {
    const size_t row = facts.inputs * (facts.model.encoder.raw_float ? 4 : 2);
    return row + facts.arena_bytes + 4 * facts.outputs + sketch_ram_bytes <= ram_bytes;
}

Result<double> inference_cycles(const ExportedModel& exported, const target::Board& board,
                                std::stop_token stop) {
    MeasureOptions options;
    options.mcu = board.mcu;
    options.form = exported.form;
    options.outputs = false;  // they wait for the checksum
    options.stop = stop;
    MOTE_TRY(cost,
             measure_model(exported.package, made_up_rows(exported.package, rows_measured, 1), options));
    return static_cast<double>(cost.cycles_worst);
}

std::string rate_that_works(RowOnLine row, uint32_t hz) {
    for (const unsigned baud : usual_rates) {
        row.cycles_a_byte = 10.0 * hz / target::real_baud(baud, hz);
        if (target::check_baud(baud, hz) && bytes_waiting(row) <= buffer_bytes / 2)
            return fmt::format("--baud {}, for mote stream too", baud);
    }
    return "choose a faster or a smaller model (--max-time-us), or a board with more RAM";
}

}  // namespace

Result<ExportedModel> read_exported(const std::filesystem::path& library) {
    auto binary = read_bytes(library / "src/model/model.bin");
    const auto text = read_file(library / "src/model/metrics.json");
    if (!binary || !text) return not_exported(library);
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    ExportedModel out;
    out.package.binary = std::move(*binary);
    try {
        out.package.name = json.at("name").get<std::string>();
        out.package.target = json.at("target").get<std::string>();
        out.package.columns = json.at("columns").get<std::vector<std::string>>();
        out.package.classes = json.at("classes").get<std::vector<std::string>>();
        const auto form = form_named(json.at("form").get<std::string>());
        if (!form) return not_exported(library);
        out.form = *form;
        out.baud = json.value("baud", target::published_baud);
    } catch (const nlohmann::json::exception&) {
        return not_exported(library);
    }
    out.package.information = json;
    return out;
}

double bytes_waiting(const RowOnLine& row) {
    const auto bytes = static_cast<double>(row.bytes);
    const double work = receive_cycles * bytes + row.inference_cycles;
    return std::max(0.0, bytes * (1 - row.cycles_a_byte * bytes / work));
}

Status check_line_rate(const ExportedModel& exported, const target::Board& board, std::stop_token stop) {
    if (board.usb || model::windowing_of(exported.package)) return Done{};
    MOTE_TRY(facts, codegen::find_facts(exported.package));
    MOTE_TRY(mcu, target::find_mcu(board.mcu));
    if (keeps_row(facts, mcu.ram_bytes)) return Done{};
    MOTE_TRY(cycles, inference_cycles(exported, board, stop));
    const RowOnLine row{4 * (facts.inputs + 1) + 10, cycles,
                        10.0 * board.hz / target::real_baud(exported.baud, board.hz)};
    if (bytes_waiting(row) <= buffer_bytes / 2) return Done{};
    return Error{
        ErrorCode::usage,
        fmt::format("a row of {} numbers does not fit into the RAM of the {}, and at {} baud it arrives in "
                    "{:.1f} ms, faster than the model takes it ({:.1f} ms): bytes would be lost",
                    facts.inputs, board.mcu, exported.baud,
                    1e3 * static_cast<double>(row.bytes) * row.cycles_a_byte / board.hz,
                    1e3 * (cycles + receive_cycles * static_cast<double>(row.bytes)) / board.hz),
        "--baud", rate_that_works(row, board.hz)};
}

}  // namespace mote::pipeline
