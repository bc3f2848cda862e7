#include "studio/http.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <httplib.h>
#include <sys/random.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "studio/http_stream.hpp"

namespace mote::studio {

namespace {

constexpr size_t most_connections = 256;
constexpr uint64_t largest_upload = uint64_t{8} << 30;

/// A thread a connection: those that follow events stay for hours and must not keep others waiting.
class Connections : public httplib::TaskQueue {
  public:
    void enqueue(std::function<void()> task) override {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return count_ < most_connections; });
        ++count_;
        std::thread([this, task = std::move(task)] {
            task();
            const std::lock_guard guard(mutex_);
            --count_;
            changed_.notify_all();
        }).detach();
    }
    void shutdown() override {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return count_ == 0; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    size_t count_ = 0;
};

/// One request a connection, over a stream that keeps its sender to a pace.
class PacedServer : public httplib::Server {
  private:
    bool process_and_close_socket(socket_t socket) override {
        fcntl(socket, F_SETFD, FD_CLOEXEC);  // not for the programs that the studio starts
        PacedStream stream(socket);
        bool closed = false;
        const bool good = process_request(stream, true, closed, nullptr);
        ::shutdown(socket, SHUT_WR);
        drop_unread(socket);
        ::close(socket);
        return good;
    }
};

/// In the same time whatever differs.
bool same_secret(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned>(a[i] ^ b[i]);
    return difference == 0;
}

std::string error_json(const Error& error) {
    const nlohmann::json body{
        {"error", {{"message", error.message}, {"place", error.place}, {"remedy", error.remedy}}}};
    return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

int status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::usage:
            return 400;
        case ErrorCode::input:
            return 422;
        case ErrorCode::io:
            return 507;
        case ErrorCode::environment:
            return 503;
        case ErrorCode::device:
            return 502;
        case ErrorCode::interrupted:
            return 409;
    }
    return 500;
}

/// Set by stop(): replies that would go on for ever end.
std::atomic<bool> stopping = false;

constexpr const char* locked_page =
    "<!doctype html><html lang=en><meta charset=utf-8><title>Mote Studio</title>"
    "<h1>This address has been used</h1><p>Mote Studio opens only for the browser that it was started in. "
    "Start <code>mote studio</code> again and open the address that it prints.</p>";

}  // namespace

class HttpServer::State {
  public:
    explicit State(HttpOptions given) : options(std::move(given)), token(options.token) {
        server.new_task_queue = [] { return new Connections; };
        server.set_keep_alive_max_count(1);
        server.set_payload_max_length(largest_upload);
        server.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
            return guard(request, response) ? httplib::Server::HandlerResponse::Unhandled
                                            : httplib::Server::HandlerResponse::Handled;
        });
        server.set_error_handler([](const httplib::Request&, httplib::Response& response) {
            if (!response.body.empty()) return;
            const char* what = response.status == 404   ? "there is no such page"
                               : response.status == 413 ? "that is more than the studio takes at once (8 GB)"
                                                        : "the request could not be understood";
            response.set_content(error_json({ErrorCode::usage, what, "", ""}), "application/json");
        });
    }

    std::string cookie_name() const { return fmt::format("mote_{}", port); }

    HttpOptions options;
    PacedServer server;
    unsigned port = 0;

  private:
    bool guard(const httplib::Request& request, httplib::Response& response) {
        set_headers(response);
        const std::string host = request.get_header_value("Host");
        if (host != fmt::format("127.0.0.1:{}", port) && host != fmt::format("localhost:{}", port))
            return refuse(response, 421, "this server answers to its own address only");
        const std::string origin = request.get_header_value("Origin");
        const bool reads = request.method == "GET" || request.method == "HEAD";
        if (origin.empty() ? !reads : origin != "http://" + host)
            return refuse(response, 403, "requests from other sites are refused");
        if (request.get_header_value("Sec-Fetch-Site") == "cross-site" && request.path != "/")
            return refuse(response, 403, "requests from other sites are refused");
        if (exchange(request, response)) return false;
        if (has_cookie(request)) return true;
        response.status = 401;
        if (request.path.starts_with("/api"))
            response.set_content(error_json({ErrorCode::usage, "the studio was started again", "",
                                             "open the address that mote studio printed"}),
                                 "application/json");
        else
            response.set_content(locked_page, "text/html; charset=utf-8");
        return false;
    }

    void set_headers(httplib::Response& response) const {
        response.set_header("Content-Security-Policy", options.page_policy.c_str());
        response.set_header("X-Content-Type-Options", "nosniff");
        response.set_header("Referrer-Policy", "no-referrer");
        response.set_header("Cross-Origin-Opener-Policy", "same-origin");
        response.set_header("Cross-Origin-Resource-Policy", "same-origin");
        response.set_header("Cache-Control", "no-store");
    }

    static bool refuse(httplib::Response& response, int status, const char* why) {
        response.status = status;
        response.set_content(error_json({ErrorCode::usage, why, "", ""}), "application/json");
        return false;
    }

    /// The token of the address, good for one browser.
    bool exchange(const httplib::Request& request, httplib::Response& response) {
        if (request.method != "GET" || request.path != "/" || !request.has_param("token")) return false;
        const std::lock_guard lock(mutex_);
        if (token.empty() || !same_secret(request.get_param_value("token"), token)) return false;
        token.clear();
        response.status = 303;
        response.set_header("Location", "/");
        response.set_header("Set-Cookie", fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/",
                                                      cookie_name(), options.secret));
        return true;
    }

    bool has_cookie(const httplib::Request& request) const {
        const std::string all = request.get_header_value("Cookie");
        const std::string start = cookie_name() + "=";
        for (size_t at = 0; at < all.size();) {
            const size_t end = std::min(all.find(';', at), all.size());
            std::string_view one = std::string_view(all).substr(at, end - at);
            while (one.starts_with(' ')) one.remove_prefix(1);
            if (one.starts_with(start) && same_secret(one.substr(start.size()), options.secret)) return true;
            at = end + 1;
        }
        return false;
    }

    std::mutex mutex_;
    std::string token;
};

namespace {

Request request_of(const httplib::Request& from, const httplib::ContentReader* reader) {
    Request out;
    out.method = from.method;
    out.path = from.path;
    for (size_t i = 1; i < from.matches.size(); ++i) out.parts.push_back(from.matches[i].str());
    for (const auto& [name, value] : from.params) out.query[name] = value;
    if (from.has_header("Content-Length"))
        out.length = std::strtoull(from.get_header_value("Content-Length").c_str(), nullptr, 10);
    out.body = [reader](const Receiver& receiver) -> Status {
        if (reader == nullptr) return Done{};
        Status status = Done{};
        const bool whole = (*reader)([&](const char* data, size_t size) {
            status = receiver({data, size});
            return status.ok();
        });
        if (!status) return status;
        if (!whole) return Error{ErrorCode::io, "the sending stopped halfway", "", "send it again"};
        return Done{};
    };
    return out;
}

void send(Result<Reply> result, httplib::Response& response) {
    if (!result) {
        response.status = status_of(result.error().code);
        response.set_content(error_json(result.error()), "application/json");
        return;
    }
    response.status = result->status;
    for (const auto& [name, value] : result->headers) response.set_header(name.c_str(), value);
    if (!result->stream) {
        response.set_content(std::move(result->body), result->type.c_str());
        return;
    }
    response.set_chunked_content_provider(
        result->type.c_str(), [stream = result->stream](size_t, httplib::DataSink& sink) {
            const Writer writer = [&](std::string_view text) {
                return sink.is_writable() && sink.write(text.data(), text.size());
            };
            if (stopping || !stream(writer)) sink.done();
            return true;
        });
}

}  // namespace

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::open(HttpOptions options) {
    const unsigned wanted = options.port;
    auto state = std::make_unique<State>(std::move(options));
    // The library's default lets several servers share a port; here a second studio must notice the first.
    state->server.set_socket_options([](socket_t socket) {
        const int yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    int port = static_cast<int>(wanted);
    if (wanted == 0)
        port = state->server.bind_to_any_port("127.0.0.1");
    else if (!state->server.bind_to_port("127.0.0.1", port))
        port = -1;
    if (port <= 0)
        return Error{ErrorCode::io, "the port is taken", fmt::format("127.0.0.1:{}", wanted),
                     "name another one: --port N, or --port 0 for any free one"};
    state->port = static_cast<unsigned>(port);
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

void HttpServer::route(const std::string& method, const std::string& pattern, Handler handler) {
    auto plain = [handler](const httplib::Request& from, httplib::Response& response) {
        Request request = request_of(from, nullptr);
        send(handler(request), response);
    };
    auto reading = [handler](const httplib::Request& from, httplib::Response& response,
                             const httplib::ContentReader& reader) {
        Request request = request_of(from, &reader);
        send(handler(request), response);
    };
    if (method == "GET") state_->server.Get(pattern, plain);
    if (method == "POST") state_->server.Post(pattern, reading);
    if (method == "PUT") state_->server.Put(pattern, reading);
    if (method == "PATCH") state_->server.Patch(pattern, reading);
    if (method == "DELETE") state_->server.Delete(pattern, plain);
}

void HttpServer::listen() {
    state_->server.listen_after_bind();
}
void HttpServer::stop() {
    stopping = true;
    state_->server.stop();
}
unsigned HttpServer::port() const {
    return state_->port;
}

Result<std::string> small_body(Request& request, size_t limit) {
    std::string out;
    MOTE_CHECK(request.body([&](std::string_view part) -> Status {
        if (out.size() + part.size() > limit)
            return Error{ErrorCode::usage, fmt::format("more than {} bytes for a setting", limit), "", ""};
        out += part;
        return Done{};
    }));
    return out;
}

std::string random_secret() {
    std::array<unsigned char, 32> bytes{};
    size_t got = 0;
    while (got < bytes.size()) {
        const ssize_t n = getrandom(bytes.data() + got, bytes.size() - got, 0);
        if (n > 0) got += static_cast<size_t>(n);
    }
    return fmt::format("{:02x}", fmt::join(bytes, ""));
}

}  // namespace mote::studio
