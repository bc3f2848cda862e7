#include "target/firmware.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/files.hpp"
#include "target/baud.hpp"
#include "target/elf_file.hpp"
#include "target/toolchain.hpp"

namespace mote::target {

namespace {

namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

struct Source {
    fs::path path;
    bool core;  ///< of the Arduino core, whose warnings are not ours
};

struct Job {
    std::string what;
    std::string tool;
    Arguments arguments;
};

/// The flags that platform.txt and boards.txt have for this board.
Arguments board_flags(const FirmwareOptions& options, const fs::path& library, const fs::path& variant) {
    const auto& board = options.board;
    const auto common = target_of(board.mcu).sketch_flags();
    Arguments flags(common.begin(), common.end());
    flags.insert(flags.end(),
                 {"-mmcu=" + std::string(board.mcu), fmt::format("-DF_CPU={}L", board.hz),
                  "-D" + std::string(board.define), "-I" + (options.arduino_core / "cores/arduino").string(),
                  "-I" + variant.string(), "-I" + (library / "src").string()});
    if (board.usb) flags.insert(flags.end(), {"-DUSB_VID=0x2341", "-DUSB_PID=0x8036"});
    if (options.baud != 0) flags.push_back(fmt::format("-DMOTE_BAUD={}UL", options.baud));
    return flags;
}

Arguments language_flags(const std::string& extension) {
    if (extension == ".S") return {"-x", "assembler-with-cpp"};
    if (extension == ".c") return {"-std=gnu11", "-fno-fat-lto-objects"};
    Arguments flags = {"-std=gnu++11", "-fno-exceptions", "-fno-threadsafe-statics", "-fno-fat-lto-objects"};
    if (extension == ".ino") flags.insert(flags.end(), {"-include", "Arduino.h", "-x", "c++"});
    return flags;
}

bool is_source(const fs::path& path) {
    const std::string extension = path.extension();
    return extension == ".c" || extension == ".cpp" || extension == ".S";
}

Result<std::vector<fs::path>> files_below(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    auto at = fs::recursive_directory_iterator(folder, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error))
        if (at->is_regular_file(error)) files.push_back(at->path());
    if (error)
        return Error{ErrorCode::input, "cannot read the library: " + error.message(), folder.string(),
                     "name the extracted archive, or export it again"};
    std::ranges::sort(files);
    return files;
}

Result<fs::path> find_sketch(const fs::path& library) {
    MOTE_TRY(files, files_below(library / "examples"));
    std::vector<fs::path> sketches;
    std::ranges::copy_if(files, std::back_inserter(sketches),
                         [](const fs::path& path) { return path.extension() == ".ino"; });
    if (sketches.size() == 1) return sketches[0];
    return Error{ErrorCode::input,
                 fmt::format("there are {} sketches where one is expected", sketches.size()),
                 (library / "examples").string(), "export the archive again"};
}

Result<std::vector<Source>> find_sources(const fs::path& library, const FirmwareOptions& options) {
    const fs::path core = options.arduino_core / "cores/arduino";
    if (!fs::exists(core / "Arduino.h"))
        return Error{ErrorCode::environment, "the Arduino core is missing", options.arduino_core.string(),
                     target_of(options.board.mcu).install_tools()};
    std::vector<Source> sources;
    MOTE_TRY(own, files_below(library / "src"));
    MOTE_TRY(cores, files_below(core));
    for (const auto& path : own)
        if (is_source(path)) sources.push_back({path, false});
    for (const auto& path : cores)
        if (is_source(path)) sources.push_back({path, true});
    MOTE_TRY(sketch, find_sketch(library));
    sources.push_back({sketch, false});
    return sources;
}

Status run_tool(const Toolchain& tools, const Job& job) {
    MOTE_TRY(outcome, tools.run(job.tool, job.arguments));
    if (outcome.ok()) return Done{};
    return Error{ErrorCode::input, "it does not compile:\n" + outcome.errors.substr(0, 4000), job.what,
                 "mend what the compiler names (in your own user_app.c?), or export the archive again"};
}

/// Runs all; the first error by the order of the jobs, so that it does not depend on their speed.
Status run_all(const Toolchain& tools, const std::vector<Job>& jobs, unsigned at_a_time) {
    std::atomic<size_t> next = 0;
    std::mutex guard;
    std::optional<std::pair<size_t, Error>> first;
    const auto work = [&] {
        for (size_t i = next++; i < jobs.size(); i = next++) {
            const Status status = run_tool(tools, jobs[i]);
            if (status) continue;
            const std::lock_guard lock(guard);
            if (!first || i < first->first) first = {i, status.error()};
            next = jobs.size();
        }
    };
    const unsigned count =
        at_a_time != 0 ? at_a_time : std::clamp(std::thread::hardware_concurrency(), 1u, 8u);
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < count; ++t) threads.emplace_back(work);
    threads.clear();
    if (first) return first->second;
    return Done{};
}

Job compile_job(const Source& source, const fs::path& object, const fs::path& library,
                const fs::path& variant, const FirmwareOptions& options) {
    const std::string extension = source.path.extension();
    Job job{source.path.string(), extension == ".c" || extension == ".S" ? "gcc" : "g++", {}};
    const auto add = [&](const Arguments& more) {
        job.arguments.insert(job.arguments.end(), more.begin(), more.end());
    };
    add(board_flags(options, library, variant));
    add(language_flags(extension));
    // The same bytes wherever the archive lies: names for link-time optimisation come from the file's name.
    add({"-frandom-seed=" + source.path.filename().string(), source.core ? "-w" : "-Wall"});
    add({"-c", source.path.string(), "-o", object.string()});
    return job;
}

/// Core and library each as an archive, as the IDE does (dot_a_linkage): only what the sketch needs is linked, and
/// no interrupt of an unused port.
Job archive_job(const Arguments& objects, const fs::path& archive) {
    Job job{archive.string(), "gcc-ar", {"rcsD", archive.string()}};
    job.arguments.insert(job.arguments.end(), objects.begin(), objects.end());
    return job;
}

Job link_job(const Arguments& objects, const fs::path& elf, const Board& board) {
    Job job{elf.string(),
            "gcc",
            {"-w", "-Os", "-flto", "-fuse-linker-plugin", "-frandom-seed=firmware", "-Wl,--gc-sections",
             "-mmcu=" + std::string(board.mcu), "-o", elf.string()}};
    job.arguments.insert(job.arguments.end(), objects.begin(), objects.end());
    job.arguments.push_back("-lm");
    return job;
}

Job hex_job(const fs::path& elf, const fs::path& hex) {
    return {elf.string(), "objcopy", {"-O", "ihex", "-R", ".eeprom", elf.string(), hex.string()}};
}

/// Where pins_arduino.h is: in the core's variants, or written here.
Result<fs::path> find_variant(const FirmwareOptions& options, const fs::path& scratch) {
    if (!options.board.variant.empty()) return options.arduino_core / "variants" / options.board.variant;
    MOTE_CHECK(write_file_atomically(scratch / "pins_arduino.h", options.board.pins));
    return scratch;
}

constexpr size_t least_stack = 160;

/// The linker knows families of chips, not each one's memories.
Status check_room(const Board& board, const Sizes& used) {
    MOTE_TRY(mcu, find_mcu(board.mcu));
    const size_t flash = mcu.flash_bytes - board.loader_bytes;
    const bool too_long = used.flash_bytes > flash;
    if (!too_long && used.static_ram_bytes + least_stack <= mcu.ram_bytes) return Done{};
    return Error{
        ErrorCode::usage,
        too_long
            ? fmt::format("the firmware has {} bytes, the flash of the {} {} beside its boot loader",
                          used.flash_bytes, board.name, flash)
            : fmt::format("the firmware's variables take {} of the {} bytes of RAM of the {}: nothing is "
                          "left for the stack",
                          used.static_ram_bytes, mcu.ram_bytes, board.name),
        "", "train with --max-flash or --max-ram, or choose a larger board"};
}

Status copy_whole(const fs::path& from, const fs::path& to) {
    MOTE_TRY(bytes, read_bytes(from));
    return write_file_atomically(to, bytes);
}

}  // namespace

Result<Firmware> build_firmware(const fs::path& library, const fs::path& elf,
                                const FirmwareOptions& options) {
    MOTE_TRY(sources, find_sources(library, options));
    if (options.baud != 0 && !options.board.usb) MOTE_CHECK(check_baud(options.baud, options.board.hz));
    MOTE_TRY(tools, Toolchain::find(options.board.mcu, options.tool_prefix));
    tools.set_stop(options.stop);
    MOTE_TRY(folder, TemporaryDirectory::create("mote-firmware"));
    MOTE_TRY(variant, find_variant(options, folder.path()));
    std::vector<Job> jobs;
    Arguments own, parts, core;
    for (size_t i = 0; i < sources.size(); ++i) {
        const std::string name = fmt::format("{:03}-{}.o", i, sources[i].path.filename().string());
        const fs::path object = folder.path() / name;
        jobs.push_back(compile_job(sources[i], object, library, variant, options));
        (sources[i].path.extension() == ".ino" ? own : sources[i].core ? core : parts).push_back(object);
    }
    const fs::path archive = folder.path() / "core.a";
    const fs::path built = folder.path() / "firmware.elf";
    const fs::path hex = folder.path() / "firmware.hex";
    const fs::path library_archive = folder.path() / "library.a";
    own.insert(own.end(), {library_archive, archive});
    MOTE_CHECK(run_all(tools, jobs, options.jobs));
    MOTE_CHECK(run_tool(tools, archive_job(parts, library_archive)));
    MOTE_CHECK(run_tool(tools, archive_job(core, archive)));
    MOTE_CHECK(run_tool(tools, link_job(own, built, options.board)));
    MOTE_CHECK(run_tool(tools, hex_job(built, hex)));
    Firmware firmware{elf, fs::path(elf).replace_extension(".hex"), 0, 0};
    MOTE_TRY(sizes, sizes_of_elf(built));
    MOTE_CHECK(check_room(options.board, sizes));
    firmware.flash_bytes = sizes.flash_bytes;
    firmware.ram_bytes = sizes.static_ram_bytes;
    MOTE_CHECK(copy_whole(built, firmware.elf));
    MOTE_CHECK(copy_whole(hex, firmware.hex));
    return firmware;
}

}  // namespace mote::target
