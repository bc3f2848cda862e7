// The studio's HTTP server: loopback only, for the one browser that was shown the address. Hides the HTTP library.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace mote::studio {

/// Takes a part of a body; an error ends the reading.
using Receiver = std::function<Status(std::string_view)>;
/// Sends a part of a streamed reply; false when nobody listens any more.
using Writer = std::function<bool(std::string_view)>;

struct Request {
    std::string method, path;
    std::vector<std::string> parts;  ///< what the groups of the route's pattern matched
    std::map<std::string, std::string> query;
    std::optional<uint64_t> length;  ///< of the body, as announced
    /// Hands over the body part by part, once. Errors: the receiver's own, io when the sender stopped.
    std::function<Status(const Receiver&)> body;

    std::string value(const std::string& name, std::string otherwise = "") const {
        const auto found = query.find(name);
        return found == query.end() ? std::move(otherwise) : found->second;
    }
};

struct Reply {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers = {};
    /// Instead of `body`: called again and again until it returns false.
    std::function<bool(const Writer&)> stream = {};
};

using Handler = std::function<Result<Reply>(Request&)>;

struct HttpOptions {
    unsigned port = 0;        ///< 0: any free one
    std::string token;        ///< exchanged once for the cookie: GET /?token=...
    std::string secret;       ///< what the cookie holds
    std::string page_policy;  ///< Content-Security-Policy
};

/// What is refused before a handler sees it: a Host other than this address (DNS rebinding), another site's Origin,
/// a change without an Origin, no cookie, a request that arrives slower than 64 KB a second after its first 10 seconds.
class HttpServer {
  public:
    /// Errors: io when the port is taken.
    static Result<std::unique_ptr<HttpServer>> open(HttpOptions options);
    ~HttpServer();

    /// `pattern`: a regular expression over the whole path. Error codes become statuses: usage 400, input 422, io 507.
    void route(const std::string& method, const std::string& pattern, Handler handler);
    void listen();  ///< until stop()
    void stop();    ///< from any thread
    unsigned port() const;

  private:
    class State;
    explicit HttpServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// A body that is small text, JSON for instance. Error (usage): more than `limit` bytes.
Result<std::string> small_body(Request& request, size_t limit = size_t{1} << 20);

/// 32 random bytes as hexadecimal digits, from the system's generator.
std::string random_secret();

}  // namespace mote::studio
