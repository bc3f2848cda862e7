// Boards: which there are, started with a model, streamed to.
#include "link/serial_port.hpp"
#include "studio/board.hpp"
#include "studio/context.hpp"
#include "studio/results.hpp"
#include "studio/worker.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;

std::filesystem::path simulator_file(const Workspace& workspace) {
    return workspace.folder() / "simulator.pid";
}

Result<Reply> start_device(const Context& c, const std::shared_ptr<Board>& board, Request& request) {
    MOTE_TRY(run, c.index.run(id_of(request)));
    MOTE_TRY(body, json_body(request));
    const auto folder = c.workspace.run(run.project, run.id);
    const std::string point = text_of(body, "point"), port = text_of(body, "port", "simulated");
    MOTE_TRY(model, model_file(folder, point));
    const auto ports = link::likely_ports();
    if (port != "simulated" && std::find(ports.begin(), ports.end(), port) == ports.end())
        return Error{ErrorCode::usage, "there is no such serial port", port, link::missing_device_remedy()};
    board->start({port,
                  model,
                  folder / "heldout.bin",
                  folder / "board",
                  simulator_file(c.workspace),
                  {{"run", run.id}, {"point", point}}});
    return json_reply(json::object());
}

}  // namespace

void add_device_routes(Context c) {
    end_remembered(simulator_file(c.workspace));
    const auto board = std::make_shared<Board>();
    c.server.route("GET", "/api/device/ports",
                   [](Request&) -> Result<Reply> { return json_reply(link::likely_ports()); });
    c.server.route("POST", "/api/runs/(\\d+)/device",
                   [c, board](Request& r) { return start_device(c, board, r); });
    c.server.route("POST", "/api/device/stream", [board](Request& r) -> Result<Reply> {
        MOTE_TRY(body, json_body(r));
        const auto rows = body.value("rows", json(100));
        MOTE_CHECK(board->stream(rows.is_number_unsigned() ? rows.get<size_t>() : 100));
        return json_reply(json::object());
    });
    c.server.route("POST", "/api/device/end", [board](Request&) -> Result<Reply> {
        board->end();
        return json_reply(json::object());
    });
    c.server.route("GET", "/api/device/events",
                   [board](Request&) -> Result<Reply> { return EventLog::follow(board->log()); });
}

}  // namespace mote::studio
