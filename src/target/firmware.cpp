#include "target/firmware.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/files.hpp"
#include "core/process.hpp"
#include "target/elf_file.hpp"

namespace mote::target {

namespace {

namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

constexpr const char* install = "apt-get install gcc-avr avr-libc binutils-avr arduino-core-avr";

struct Source {
    fs::path path;
    bool core;  ///< of the Arduino core, whose warnings are not ours
};

struct Job {
    std::string what;
    Arguments arguments;
};

/// The flags that platform.txt and boards.txt have for this board.
Arguments board_flags(const FirmwareOptions& options, const fs::path& library) {
    const auto core = options.arduino_core;
    return {"-mmcu=atmega2560",
            "-Os",
            "-flto",
            "-ffunction-sections",
            "-fdata-sections",
            "-DF_CPU=16000000L",
            "-DARDUINO=10819",
            "-DARDUINO_AVR_MEGA2560",
            "-DARDUINO_ARCH_AVR",
            "-I" + (core / "cores/arduino").string(),
            "-I" + (core / "variants/mega").string(),
            "-I" + (library / "src").string()};
}

Arguments language_flags(const std::string& extension) {
    if (extension == ".S") return {"-x", "assembler-with-cpp"};
    if (extension == ".c") return {"-std=gnu11", "-fno-fat-lto-objects"};
    // WString.cpp asks for DECIMAL_DIG, which avr-libc does not give to C++.
    Arguments flags = {"-std=gnu++11", "-fno-exceptions", "-fno-threadsafe-statics", "-fno-fat-lto-objects",
                       "-DDECIMAL_DIG=__DECIMAL_DIG__"};
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
                     install};
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

Status run_tool(const Job& job, const std::stop_token& stop) {
    ProcessRequest request;
    request.arguments = job.arguments;
    request.stop = stop;
    auto outcome = run_process(request);
    if (!outcome) {
        Error error = outcome.error();
        if (error.code == ErrorCode::environment) error.remedy = install;
        return error;
    }
    if (outcome->ok()) return Done{};
    return Error{ErrorCode::input, "it does not compile:\n" + outcome->errors.substr(0, 4000), job.what,
                 "mend what the compiler names (in your own user_app.c?), or export the archive again"};
}

/// Runs all; the first error by the order of the jobs, so that it does not depend on their speed.
Status run_all(const std::vector<Job>& jobs, const FirmwareOptions& options) {
    std::atomic<size_t> next = 0;
    std::mutex guard;
    std::optional<std::pair<size_t, Error>> first;
    const auto work = [&] {
        for (size_t i = next++; i < jobs.size(); i = next++) {
            const Status status = run_tool(jobs[i], options.stop);
            if (status) continue;
            const std::lock_guard lock(guard);
            if (!first || i < first->first) first = {i, status.error()};
            next = jobs.size();
        }
    };
    const unsigned count =
        options.jobs != 0 ? options.jobs : std::clamp(std::thread::hardware_concurrency(), 1u, 8u);
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < count; ++t) threads.emplace_back(work);
    threads.clear();
    if (first) return first->second;
    return Done{};
}

Job compile_job(const Source& source, const fs::path& object, const fs::path& library,
                const FirmwareOptions& options) {
    const std::string extension = source.path.extension();
    Job job{source.path.string(),
            {options.tool_prefix + (extension == ".c" || extension == ".S" ? "gcc" : "g++")}};
    const auto add = [&](const Arguments& more) {
        job.arguments.insert(job.arguments.end(), more.begin(), more.end());
    };
    add(board_flags(options, library));
    add(language_flags(extension));
    // The same bytes wherever the archive lies: names for link-time optimisation come from the file's name.
    add({"-frandom-seed=" + source.path.filename().string(), source.core ? "-w" : "-Wall"});
    add({"-c", source.path.string(), "-o", object.string()});
    return job;
}

/// The core as a library: only what the sketch needs of it is linked, and no interrupt of an unused port.
Job archive_job(const Arguments& objects, const fs::path& archive, const FirmwareOptions& options) {
    Job job{archive.string(), {options.tool_prefix + "gcc-ar", "rcsD", archive.string()}};
    job.arguments.insert(job.arguments.end(), objects.begin(), objects.end());
    return job;
}

Job link_job(const Arguments& objects, const fs::path& elf, const FirmwareOptions& options) {
    Job job{elf.string(),
            {options.tool_prefix + "gcc", "-w", "-Os", "-flto", "-fuse-linker-plugin",
             "-frandom-seed=firmware", "-Wl,--gc-sections", "-mmcu=atmega2560", "-o", elf.string()}};
    job.arguments.insert(job.arguments.end(), objects.begin(), objects.end());
    job.arguments.push_back("-lm");
    return job;
}

Job hex_job(const fs::path& elf, const fs::path& hex, const FirmwareOptions& options) {
    return {elf.string(),
            {options.tool_prefix + "objcopy", "-O", "ihex", "-R", ".eeprom", elf.string(), hex.string()}};
}

Status copy_whole(const fs::path& from, const fs::path& to) {
    MOTE_TRY(bytes, read_bytes(from));
    return write_file_atomically(to, bytes);
}

}  // namespace

Result<Firmware> build_firmware(const fs::path& library, const fs::path& elf,
                                const FirmwareOptions& options) {
    MOTE_TRY(sources, find_sources(library, options));
    MOTE_TRY(folder, TemporaryDirectory::create("mote-firmware"));
    std::vector<Job> jobs;
    Arguments own, core;
    for (size_t i = 0; i < sources.size(); ++i) {
        const std::string name = fmt::format("{:03}-{}.o", i, sources[i].path.filename().string());
        const fs::path object = folder.path() / name;
        jobs.push_back(compile_job(sources[i], object, library, options));
        (sources[i].core ? core : own).push_back(object);
    }
    const fs::path archive = folder.path() / "core.a";
    const fs::path built = folder.path() / "firmware.elf";
    const fs::path hex = folder.path() / "firmware.hex";
    own.push_back(archive);
    MOTE_CHECK(run_all(jobs, options));
    MOTE_CHECK(run_tool(archive_job(core, archive, options), options.stop));
    MOTE_CHECK(run_tool(link_job(own, built, options), options.stop));
    MOTE_CHECK(run_tool(hex_job(built, hex, options), options.stop));
    Firmware firmware{elf, fs::path(elf).replace_extension(".hex"), 0, 0};
    MOTE_TRY(sizes, sizes_of_elf(built));
    firmware.flash_bytes = sizes.flash_bytes;
    firmware.ram_bytes = sizes.static_ram_bytes;
    MOTE_CHECK(copy_whole(built, firmware.elf));
    MOTE_CHECK(copy_whole(hex, firmware.hex));
    return firmware;
}

}  // namespace mote::target
