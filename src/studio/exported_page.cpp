#include "studio/exported_page.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "studio/assets.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;

constexpr std::string_view place_of_model = "<!--the model-->";

/// RFC 4648.
std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (size_t at = 0; at < bytes.size(); at += 3) {
        const size_t have = std::min<size_t>(3, bytes.size() - at);
        uint32_t three = 0;
        for (size_t i = 0; i < 3; ++i)
            three = three << 8 | (i < have ? static_cast<unsigned char>(bytes[at + i]) : 0u);
        for (size_t i = 0; i < 4; ++i) out += i <= have ? digits[three >> (18 - 6 * i) & 63] : '=';
    }
    return out;
}

/// JSON that ends no script element, whatever stands in it.
std::string for_script(const json& value) {
    std::string out;
    for (const char c : value.dump(-1, ' ', true, json::error_handler_t::replace))
        out += c == '<' ? std::string("\\u003c") : std::string(1, c);
    return out;
}

json windowing_json(const Windowing& windowing) {
    if (!windowing) return nullptr;
    return {{"window", windowing.steps},
            {"shift", windowing.shift},
            {"axes", windowing.axes},
            {"session", windowing.session},
            {"centred", windowing.centred}};
}

}  // namespace

Result<std::string> exported_page(const ExportedModel& model) {
    std::string page(exported_page_frame());
    const size_t place = page.find(place_of_model);
    if (place == std::string::npos)
        return Error{ErrorCode::environment, "this program was built without the page",
                     assets_missing().empty() ? "clang and lld are missing" : std::string(assets_missing()),
                     "run scripts/install.sh, then build again: cmake --build --preset release"};
    const std::string_view binary(reinterpret_cast<const char*>(model.binary.data()), model.binary.size());
    const json carried{{"name", model.name},      {"task", model.task},
                       {"target", model.target},  {"windowing", windowing_json(model.windowing)},
                       {"model", base64(binary)}, {"rows", base64(to_bytes(model.examples))}};
    page.replace(
        place, place_of_model.size(),
        fmt::format("<script type=\"application/json\" id=\"model\">{}</script>", for_script(carried)));
    return page;
}

}  // namespace mote::studio
