#include "target/toolchain.hpp"

#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <sstream>
#include <string_view>

#include "core/files.hpp"

namespace mote::target {
namespace {

namespace fs = std::filesystem;

Status find_tool(const std::string& name, const Target& target) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::string candidate = (folder.empty() ? "." : folder) + "/" + name;
        if (::access(candidate.c_str(), X_OK) == 0 && !fs::is_directory(candidate)) return Done{};
    }
    return Error{ErrorCode::environment, "the compiler's tools are missing", name, target.install_tools()};
}

template <class Flags>
void append(std::vector<std::string>& arguments, const Flags& flags) {
    arguments.insert(arguments.end(), flags.begin(), flags.end());
}

/// Compilers say much; the first lines hold the cause.
std::string shortened(const std::string& text) {
    constexpr size_t limit = 1500;
    return text.size() <= limit ? text : text.substr(0, limit) + "...";
}

/// The linker's three ways to say that a memory is full.
bool complains_of_room(const std::string& message) {
    for (const char* words : {"will not fit in region", "is not within region", "overflowed by"})
        if (message.find(words) != std::string::npos) return true;
    return false;
}

/// `used`: nothing where the linker gave up.
Error does_not_fit(const Mcu& mcu, const std::optional<Sizes>& used) {
    const auto has = [](const std::string& what, uint32_t bytes) {
        return std::to_string(bytes) + " bytes of " + what;
    };
    std::string message = "the program does not fit into the " + std::string(mcu.name) + ", which has " +
                          has("flash", mcu.flash_bytes) + " and " + has("RAM", mcu.ram_bytes);
    if (used)
        message += "; it needs " + has("flash", used->flash_bytes) + " and " +
                   has("RAM", used->static_ram_bytes) + " besides the stack";
    return {ErrorCode::usage, message, "", "choose a smaller model or a larger microcontroller"};
}

}  // namespace

Result<Toolchain> Toolchain::find(std::string_view mcu, const std::string& tool_prefix) {
    Toolchain tools(target_of(mcu));
    tools.prefix_ = tool_prefix.empty() ? tools.target_->tool_prefix() : tool_prefix;
    MOTE_CHECK(find_tool(tools.prefix_ + "gcc", *tools.target_));
    return tools;
}

Result<ProcessOutcome> Toolchain::run(const std::string& tool, std::vector<std::string> arguments) const {
    ProcessRequest request;
    request.arguments = std::move(arguments);
    request.arguments.insert(request.arguments.begin(), prefix_ + tool);
    request.time_limit = std::chrono::minutes(10);
    request.stop = stop_;
    auto outcome = run_process(request);
    if (outcome || outcome.error().code != ErrorCode::environment) return outcome;
    Error error = outcome.error();
    error.remedy = target_->install_tools();
    return error;
}

Status Toolchain::checked(std::vector<std::string> arguments) const {
    MOTE_TRY(outcome, run("gcc", std::move(arguments)));
    if (outcome.ok()) return Done{};
    return Error{
        ErrorCode::environment,
        "failed with status " + std::to_string(outcome.exit_status) + ":\n" + shortened(outcome.errors),
        prefix_ + "gcc", ""};
}

std::vector<std::string> Toolchain::compiler_flags(const Program& settings) const {
    std::vector<std::string> arguments = {"-mmcu=" + settings.mcu};
    append(arguments, target_->compile_flags());
    append(arguments, settings.flags);
    return arguments;
}

Status Toolchain::compile(const Program& program, const fs::path& object) const {
    std::string includes;
    for (const auto& source : program.sources)
        includes += "#include \"" + fs::absolute(source).string() + "\"\n";
    const fs::path whole = fs::path(object).replace_extension(".c");
    MOTE_CHECK(write_scratch_file(whole, includes));
    auto arguments = compiler_flags(program);
    for (const auto& define : program.defines) arguments.push_back("-D" + define);
    for (const auto& folder : program.includes) arguments.push_back("-I" + folder.string());
    append(arguments, std::vector<std::string>{"-c", whole.string(), "-o", object.string()});
    return checked(std::move(arguments));
}

Result<Sizes> Toolchain::link(const std::vector<fs::path>& objects, const Program& settings,
                              const fs::path& elf) const {
    MOTE_TRY(mcu, find_mcu(settings.mcu));
    auto arguments = compiler_flags(settings);
    append(arguments, target_->link_flags());
    for (const auto& object : objects) arguments.push_back(object.string());
    append(arguments, std::vector<std::string>{"-o", elf.string()});
    const auto linked = checked(std::move(arguments));
    if (!linked && complains_of_room(linked.error().message)) return does_not_fit(mcu, {});
    if (!linked) return linked.error();
    MOTE_TRY(used, sizes_of_elf(elf));
    // The linker knows families of chips, not each one's memories.
    if (used.flash_bytes > mcu.flash_bytes || used.static_ram_bytes > mcu.ram_bytes)
        return does_not_fit(mcu, used);
    return used;
}

Status Toolchain::build(const Program& program, const fs::path& elf) const {
    MOTE_TRY(folder, TemporaryDirectory::create("mote-build"));
    const fs::path object = folder.path() / "whole.o";
    MOTE_CHECK(compile(program, object));
    MOTE_CHECK(link({object}, program, elf));
    return Done{};
}

Result<Sizes> Toolchain::empty_program_sizes(const Program& settings) const {
    MOTE_TRY(folder, TemporaryDirectory::create("mote-empty"));
    const fs::path source = folder.path() / "empty.c", elf = folder.path() / "empty.elf";
    MOTE_CHECK(write_scratch_file(source, std::string_view("int main(void) { return 0; }\n")));
    Program program = settings;
    program.sources = {source};
    MOTE_CHECK(build(program, elf));
    return sizes_of_elf(elf);
}

}  // namespace mote::target
