// What every part of the studio's interface works on.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/result.hpp"
#include "studio/http.hpp"
#include "studio/index.hpp"
#include "studio/workspace.hpp"

namespace mote::studio {

struct Context {
    const Workspace& workspace;
    Index& index;
    HttpServer& server;
};

inline Reply json_reply(const nlohmann::json& value) {
    Reply reply;
    reply.body = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return reply;
}

/// The body as a JSON object. Error (usage): it is none.
inline Result<nlohmann::json> json_body(Request& request) {
    MOTE_TRY(text, small_body(request));
    auto value = nlohmann::json::parse(text, nullptr, false);
    if (!value.is_object()) return Error{ErrorCode::usage, "the request is no JSON object", "", ""};
    return value;
}

/// A group of a route's pattern that matched digits.
inline int64_t id_of(const Request& request, size_t part = 0) {
    return std::strtoll(request.parts.at(part).c_str(), nullptr, 10);
}

/// A text member, or `otherwise` when it is missing or no text.
inline std::string text_of(const nlohmann::json& object, const char* key, std::string otherwise = "") {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

void add_project_routes(Context context);
void add_data_routes(Context context);
void add_run_routes(Context context);
void add_result_routes(Context context);
void add_device_routes(Context context);
void add_record_routes(Context context);
void add_page_routes(Context context);

}  // namespace mote::studio
