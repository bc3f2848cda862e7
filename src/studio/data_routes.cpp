// A project's files: received, looked into, looked at.
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <mutex>

#include "core/files.hpp"
#include "studio/context.hpp"
#include "studio/jobs.hpp"
#include "studio/reading_flags.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;

constexpr size_t head_bytes = 256 * 1024;

/// What an inspection was made of: it is made again when files or settings change.
std::string fingerprint(const Context& c, const Project& project) {
    std::string out;
    for (const auto& flag : reading_flags(c.workspace, project.id, project.settings)) {
        std::error_code error;
        const auto size = std::filesystem::file_size(flag, error);
        out += flag + (error ? "" : fmt::format(":{}", size)) + "\n";
    }
    return out;
}

Result<Reply> inspect(const Context& c, Request& request) {
    static std::mutex one_at_a_time;  // a table may take much of the memory
    MOTE_TRY(project, c.index.project(id_of(request)));
    if (c.workspace.files(project.id).empty()) return json_reply({{"empty", true}});
    const std::lock_guard lock(one_at_a_time);
    const auto cache = c.workspace.project(project.id) / "inspect.json";
    const auto made_of = fingerprint(c, project);
    if (const auto text = read_file(cache)) {
        const auto known = json::parse(*text, nullptr, false);
        if (known.is_object() && text_of(known, "made_of") == made_of) return json_reply(known["inspection"]);
    }
    auto flags = reading_flags(c.workspace, project.id, project.settings);
    flags.insert(flags.begin(), "inspect");
    flags.push_back("--json=-");
    const auto said = run_mote(flags);
    const std::string folder = c.workspace.data(project.id).string();
    if (!said) return without_folder(said.error(), folder);
    auto inspection = json::parse(without_folder(*said, folder), nullptr, false);
    if (!inspection.is_object())
        return Error{ErrorCode::environment, "mote inspect gave no report", "", "run it by hand to see why"};
    const json kept{{"made_of", made_of}, {"inspection", inspection}};
    MOTE_CHECK(write_file_atomically(cache, kept.dump(-1, ' ', false, json::error_handler_t::replace)));
    return json_reply(inspection);
}

/// Whole lines from `at` on, of a piece of so many bytes.
std::string lines_at(std::ifstream& in, uint64_t at, size_t bytes) {
    std::string text(bytes, '\0');
    in.clear();
    in.seekg(static_cast<std::streamoff>(at));
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(in.gcount()));
    const size_t first = at == 0 ? 0 : text.find('\n') + 1;
    const size_t last = text.size() < bytes ? text.size() : text.rfind('\n') + 1;
    return first < last ? text.substr(first, last - first) : std::string();
}

/// The first lines of a file, as they stand in it, or those after its byte `from`; with `spread` lines from all over it
/// behind them.
Result<Reply> head(const Context& c, Request& request) {
    MOTE_TRY(path, c.workspace.data_file(id_of(request), request.value("file")));
    std::error_code error;
    const uint64_t size = std::filesystem::file_size(path, error);
    std::ifstream in(path, std::ios::binary);
    Reply reply;
    reply.type = "text/plain; charset=utf-8";
    const bool spread = request.value("spread") == "1" && size > head_bytes;
    const uint64_t from = std::strtoull(request.value("from").c_str(), nullptr, 10);
    reply.body = from < size ? lines_at(in, from, spread ? head_bytes / 8 : head_bytes) : "";
    for (uint64_t i = 1; spread && i < 8; ++i) reply.body += lines_at(in, size / 8 * i, head_bytes / 8);
    return reply;
}

Result<Reply> remove_files(const Context& c, Request& request) {
    MOTE_TRY(project, c.index.project(id_of(request)));
    std::error_code error;
    std::filesystem::remove_all(c.workspace.data(project.id), error);
    std::filesystem::create_directories(c.workspace.data(project.id), error);
    project.settings = json::object();
    MOTE_CHECK(c.index.update(project));
    return json_reply(json::object());
}

}  // namespace

void add_data_routes(Context c) {
    c.server.route("PUT", "/api/projects/(\\d+)/files", [c](Request& r) -> Result<Reply> {
        MOTE_TRY(project, c.index.project(id_of(r)));
        MOTE_TRY(bytes, c.workspace.receive(project.id, r.value("name"), r));
        return json_reply({{"bytes", bytes}});
    });
    c.server.route("DELETE", "/api/projects/(\\d+)/files", [c](Request& r) { return remove_files(c, r); });
    c.server.route("GET", "/api/projects/(\\d+)/inspect", [c](Request& r) { return inspect(c, r); });
    c.server.route("GET", "/api/projects/(\\d+)/head", [c](Request& r) { return head(c, r); });
}

}  // namespace mote::studio
