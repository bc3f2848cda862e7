#include "studio/studio.hpp"

#include <fmt/format.h>

#include "studio/assets.hpp"
#include "studio/context.hpp"
#include "studio/loaded_project.hpp"

namespace mote::studio {

namespace {

/// Own files only; WebAssembly for the chip's code; nothing in a frame, nothing inline.
constexpr const char* page_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace

class Studio::State {
  public:
    Workspace workspace;
    std::unique_ptr<Index> index;
    std::string token;
    std::unique_ptr<HttpServer> server;
    int64_t loaded = 0;  ///< the project that the address shows; 0: all
};

Studio::Studio(std::unique_ptr<State> state) : state_(std::move(state)) {}
Studio::~Studio() = default;

Result<std::unique_ptr<Studio>> Studio::open(const StudioOptions& options) {
    if (assets().empty())
        return Error{ErrorCode::environment, "this program was built without its page",
                     std::string(assets_missing()),
                     "run scripts/install.sh, then build again: cmake --build --preset release"};
    MOTE_TRY(workspace, Workspace::open(options.folder));
    MOTE_TRY(index, Index::open(workspace.index()));
    MOTE_TRY(loaded, load_project(workspace, *index, options.load));
    // The cookie's secret lasts, so that an open page goes on after the server was started again.
    MOTE_TRY(secret, index->setting("secret", random_secret()));
    const std::string token = random_secret();
    auto server = HttpServer::open({options.port, token, secret, page_policy});
    if (!server && !options.port_chosen) server = HttpServer::open({0, token, secret, page_policy});
    if (!server) return server.error();
    std::unique_ptr<State> state(new State{workspace, std::move(index), token, std::move(*server), loaded});
    const Context context{state->workspace, *state->index, *state->server};
    add_project_routes(context);
    add_data_routes(context);
    add_run_routes(context);
    add_result_routes(context);
    add_device_routes(context);
    add_record_routes(context);
    add_page_routes(context);
    return std::unique_ptr<Studio>(new Studio(std::move(state)));
}

std::string Studio::address() const {
    const auto page = state_->loaded == 0 ? std::string() : fmt::format("#/p/{}/data", state_->loaded);
    return fmt::format("http://127.0.0.1:{}/?token={}{}", state_->server->port(), state_->token, page);
}

void Studio::serve() {
    state_->server->listen();
}

void Studio::stop() {
    state_->server->stop();
}

}  // namespace mote::studio
