#include "target/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>

#include "core/files.hpp"
#include "target/mcu.hpp"
#include "target/scaffold.hpp"
#include "target/simulator.hpp"
#include "target/toolchain.hpp"

namespace mote::target {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view empty_inference =
    "#include \"measure.h\"\n"
    "void mote_measure_init(void) {}\n"
    "void mote_measure_prepare(void) {}\n"
    "#ifdef MOTE_MEASURE_SAMPLES\n"
    "void mote_measure_run(void) { mote_measure_take(); }\n"
    "#else\n"
    "void mote_measure_run(void) {}\n"
    "#endif\n";

void tell(const Progress& progress, std::string_view step) {
    if (progress) progress(step);
}

Status check(const MeasureRequest& request) {
    const auto refuse = [](const char* why, const char* remedy) {
        return Error{ErrorCode::usage, why, "measure", remedy};
    };
    if (request.row_bytes == 0 || request.answer_bytes == 0)
        return refuse("rows and answers must have at least one byte", "set row_bytes and answer_bytes");
    if (request.sample_bytes != 0 && request.row_bytes % request.sample_bytes != 0)
        return refuse("a row is not whole samples", "set sample_bytes to a part of row_bytes");
    if (request.sources.empty()) return refuse("there is nothing to measure", "name the C files");
    return Done{};
}

Status check_rows(const MeasureRequest& request) {
    if (!request.rows.empty() && request.rows.size() % request.row_bytes == 0) return Done{};
    return Error{ErrorCode::usage,
                 std::to_string(request.rows.size()) + " bytes are not one or more rows of " +
                     std::to_string(request.row_bytes),
                 "measure", "give whole rows"};
}

Program settings_for(const MeasureRequest& request, const fs::path& folder) {
    Program settings{request.sources, request.includes, request.defines, request.flags, request.mcu};
    settings.includes.push_back(folder);
    settings.defines.push_back("MOTE_ROW_BYTES=" + std::to_string(request.input_bytes()));
    if (request.sample_bytes != 0) settings.defines.emplace_back("MOTE_MEASURE_SAMPLES");
    settings.defines.push_back("MOTE_ANSWER_BYTES=" + std::to_string(request.answer_bytes));
    // Else the linker would drop an array that the inference happens not to touch.
    settings.flags.push_back("-Wl,-u,mote_measure_input,-u,mote_measure_answer");
    return settings;
}

/// The program around an inference, and what it takes alone.
struct Scaffold {
    std::vector<uint8_t> object;
    Sizes alone;
};

Result<Scaffold> make_scaffold(const Toolchain& tools, const Program& settings, const fs::path& folder) {
    Program outside = settings, inside = settings;
    outside.sources = {folder / "measure.c"};
    inside.sources = {folder / "empty_inference.c"};
    MOTE_CHECK(write_scratch_file(outside.sources[0], scaffold_source));
    MOTE_CHECK(write_scratch_file(inside.sources[0], empty_inference));
    const fs::path scaffold = folder / "scaffold.o", empty = folder / "empty.o";
    MOTE_CHECK(tools.compile(outside, scaffold));
    MOTE_CHECK(tools.compile(inside, empty));
    MOTE_TRY(alone, tools.link({scaffold, empty}, settings, folder / "scaffold.elf"));
    MOTE_TRY(object, read_bytes(scaffold));
    return Scaffold{std::move(object), alone};
}

/// It does not depend on the model: a search that measures thousands makes it once.
Result<std::shared_ptr<const Scaffold>> scaffold_for(const Toolchain& tools, const Program& settings,
                                                     const fs::path& folder) {
    static std::mutex mutex;
    static std::map<std::string, std::shared_ptr<const Scaffold>> known;
    std::string key = settings.mcu;
    for (const auto& word : settings.flags) key += '\n' + word;
    for (const auto& word : settings.defines) key += '\n' + word;
    {
        const std::lock_guard lock(mutex);
        if (const auto found = known.find(key); found != known.end()) return found->second;
    }
    MOTE_TRY(made, make_scaffold(tools, settings, folder));
    const std::lock_guard lock(mutex);
    return known[key] = std::make_shared<const Scaffold>(std::move(made));
}

Result<Measurement> build(const Toolchain& tools, const MeasureRequest& request, const Progress& progress,
                          const fs::path& folder) {
    const Program settings = settings_for(request, folder);
    const fs::path scaffold_object = folder / "scaffold.o", object = folder / "whole.o",
                   elf = folder / "inference.elf";
    tell(progress, "compile");
    MOTE_CHECK(write_scratch_file(folder / "measure.h", scaffold_header));
    MOTE_TRY(scaffold, scaffold_for(tools, settings, folder));
    MOTE_CHECK(write_scratch_file(scaffold_object, scaffold->object));
    MOTE_CHECK(tools.compile(settings, object));
    tell(progress, "link");
    MOTE_TRY(full, tools.link({scaffold_object, object}, settings, elf));
    const Sizes& empty = scaffold->alone;
    Measurement measurement;
    measurement.flash_bytes = full.flash_bytes - std::min(full.flash_bytes, empty.flash_bytes);
    measurement.static_ram_bytes = full.static_ram_bytes -
                                   std::min(full.static_ram_bytes, empty.static_ram_bytes) +
                                   static_cast<uint32_t>(request.input_bytes());
    measurement.ram_bytes = measurement.static_ram_bytes;
    return measurement;
}

Status run(const MeasureRequest& request, const fs::path& elf, Measurement& measurement) {
    MOTE_TRY(simulator, Simulator::find(request.board));
    simulator.set_stop(request.stop);
    simulator.set_time_limit(request.time_limit);
    MOTE_TRY(result, simulator.measure(elf, request.mcu, request.rows, request.row_bytes,
                                       request.answer_bytes, request.sample_bytes));
    const auto [least, most] = std::minmax_element(result.cycles.begin(), result.cycles.end());
    const auto total = std::accumulate(result.cycles.begin(), result.cycles.end(), uint64_t{0});
    measurement.cycles_min = *least;
    measurement.cycles_max = *most;
    measurement.cycles_mean = static_cast<double>(total) / static_cast<double>(result.cycles.size());
    measurement.stack_bytes = result.stack_bytes;
    measurement.ram_bytes = measurement.static_ram_bytes + result.stack_bytes;
    measurement.cycles = std::move(result.cycles);
    measurement.answers = std::move(result.answers);
    return Done{};
}

/// A stack that reaches the variables shows as nonsense in the answers; say the cause instead.
Status check_ram(const MeasureRequest& request, const Measurement& measurement) {
    MOTE_TRY(mcu, find_mcu(request.mcu));
    if (measurement.ram_bytes + request.answer_bytes <= mcu.ram_bytes) return Done{};
    return Error{ErrorCode::usage,
                 "the inference needs " + std::to_string(measurement.ram_bytes) + " bytes of RAM, the " +
                     request.mcu + " has " + std::to_string(mcu.ram_bytes),
                 "", "choose a smaller model or a larger microcontroller"};
}

Result<Measurement> measure_with(const MeasureRequest& request, const Progress& progress, bool with_run) {
    MOTE_TRY(mcu, find_mcu(request.mcu));
    (void)mcu;
    MOTE_CHECK(check(request));
    if (with_run) MOTE_CHECK(check_rows(request));
    MOTE_TRY(tools, Toolchain::find(request.mcu));
    tools.set_stop(request.stop);
    MOTE_TRY(folder, TemporaryDirectory::create("mote-measure"));
    MOTE_TRY(measurement, build(tools, request, progress, folder.path()));
    if (!with_run) return measurement;
    tell(progress, "run");
    MOTE_CHECK(run(request, folder.path() / "inference.elf", measurement));
    MOTE_CHECK(check_ram(request, measurement));
    return measurement;
}

}  // namespace

Result<Measurement> measure(const MeasureRequest& request, const Progress& progress) {
    return measure_with(request, progress, true);
}

Result<Measurement> measure_sizes(const MeasureRequest& request, const Progress& progress) {
    return measure_with(request, progress, false);
}

}  // namespace mote::target
