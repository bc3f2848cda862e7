#include "target/simulator.hpp"

#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

#include "core/files.hpp"
#include "core/process.hpp"
#include "target/target.hpp"

namespace mote::target {
namespace {

namespace fs = std::filesystem;

/// What mote-board says on standard error, without its "error: ".
Error chip_error(const ProcessOutcome& outcome, const fs::path& board) {
    std::string text = outcome.errors;
    if (text.rfind("error: ", 0) == 0) text.erase(0, 7);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    const ErrorCode code = outcome.exit_status == 1   ? ErrorCode::device
                           : outcome.exit_status == 2 ? ErrorCode::input
                                                      : ErrorCode::environment;
    if (text.empty()) text = "ended with status " + std::to_string(outcome.exit_status);
    return {code, text, board.filename().string(), ""};
}

Error bad_report(const fs::path& board, const char* what) {
    return {ErrorCode::environment, std::string("its report is not understood: ") + what, board.string(),
            "use the mote-board of this version"};
}

}  // namespace

Result<Simulator> Simulator::find(const fs::path& board) {
    Simulator simulator;
    std::error_code error;
    simulator.board_ =
        !board.empty() ? board
                       : fs::read_symlink("/proc/self/exe", error).parent_path() / target_of().simulator();
    if (!fs::exists(simulator.board_, error))
        return Error{ErrorCode::environment, "the simulated board is missing", simulator.board_.string(),
                     "build the target mote-board, which needs libsimavr-dev"};
    return simulator;
}

Result<SimulatorResult> Simulator::measure(const fs::path& elf, const std::string& mcu,
                                           std::span<const uint8_t> rows, size_t row_bytes,
                                           size_t answer_bytes, size_t sample_bytes) const {
    MOTE_TRY(folder, TemporaryDirectory::create("mote-measure"));
    const fs::path rows_file = folder.path() / "rows.bin", answers_file = folder.path() / "answers.bin",
                   cycles_file = folder.path() / "cycles.txt";
    MOTE_CHECK(write_scratch_file(rows_file, rows));
    ProcessRequest request;
    request.arguments = {board_.string(),
                         elf.string(),
                         "--measure",
                         "--mcu",
                         mcu,
                         "--json",
                         "-",
                         "--rows",
                         rows_file.string(),
                         "--answers",
                         answers_file.string(),
                         "--cycles",
                         cycles_file.string(),
                         "--row-bytes",
                         std::to_string(row_bytes),
                         "--sample-bytes",
                         std::to_string(sample_bytes),
                         "--answer-bytes",
                         std::to_string(answer_bytes),
                         "--time-limit",
                         std::to_string(time_limit_.count())};
    request.time_limit = time_limit_ + std::chrono::seconds(10);  // it should end by itself, with a report
    request.stop = stop_;
    MOTE_TRY(outcome, run_process(request));
    const auto report = nlohmann::json::parse(outcome.output, nullptr, false);
    if (report.is_object() && report.value("stack_overflow", false))
        return Error{ErrorCode::usage,
                     "the inference needs more bytes of RAM than the " + mcu +
                         " has: its stack runs into its variables",
                     "", "choose a smaller model or a larger microcontroller"};
    if (!outcome.ok()) return chip_error(outcome, board_);
    if (!report.is_object() || !report.contains("stack_bytes") || !report["stack_bytes"].is_number_unsigned())
        return bad_report(board_, "no stack_bytes");
    SimulatorResult result;
    result.stack_bytes = report["stack_bytes"].get<uint32_t>();
    MOTE_TRY(answers, read_bytes(answers_file));
    result.answers = std::move(answers);
    MOTE_TRY(lines, read_file(cycles_file));
    std::istringstream numbers(lines);
    for (uint64_t cycles = 0; numbers >> cycles;) result.cycles.push_back(cycles);
    if (result.cycles.size() != rows.size() / row_bytes ||
        result.answers.size() != result.cycles.size() * answer_bytes)
        return bad_report(board_, "rows are missing");
    return result;
}

}  // namespace mote::target
