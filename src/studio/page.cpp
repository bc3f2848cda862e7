// The page itself, and what it asks about this computer first.
#include "core/version.hpp"
#include "link/serial_port.hpp"
#include "studio/assets.hpp"
#include "studio/context.hpp"
#include "studio/jobs.hpp"
#include "target/mcu.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;

Reply reply_of(const Asset& asset) {
    Reply reply;
    reply.type = std::string(asset.type);
    reply.body = std::string(asset.gzip);
    reply.headers = {{"Content-Encoding", "gzip"}};
    return reply;
}

bool help_has(const std::vector<std::string>& command, const std::string& word) {
    const auto text = run_mote(command, std::chrono::seconds(10));
    return text && text->find(word) != std::string::npos;
}

json chips() {
    json out = json::array();
    for (const auto& mcu : target::mcus())
        out.push_back({{"name", mcu.name},
                       {"flash_bytes", mcu.flash_bytes},
                       {"ram_bytes", mcu.ram_bytes},
                       {"hz", mcu.hz},
                       {"active_ma_per_mhz", mcu.active_ma_per_mhz},
                       {"sleep_ua", mcu.sleep_ua}});
    return out;
}

}  // namespace

void add_page_routes(Context c) {
    const bool report = help_has({"report", "--help"}, "report"), web = !exported_page_frame().empty();
    bool engine = false;
    for (const auto& asset : assets()) {
        engine = engine || asset.path == "/runtime.wasm";
        const bool index = asset.path == "/index.html";
        c.server.route("GET", index ? "/" : std::string(asset.path),
                       [&asset](Request&) -> Result<Reply> { return reply_of(asset); });
    }
    c.server.route("GET", "/api/about", [=](Request&) -> Result<Reply> {
        return json_reply({{"version", version()},
                           {"folder", c.workspace.folder().string()},
                           {"chips", chips()},
                           {"engine", engine},
                           {"report", report},
                           {"web", web}});
    });
}

}  // namespace mote::studio
