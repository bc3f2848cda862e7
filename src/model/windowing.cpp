#include "model/windowing.hpp"

namespace mote::model {

using nlohmann::json;

json to_json(const Windowing& windowing) {
    return {{"window", windowing.steps}, {"shift", windowing.shift},     {"rate_hz", windowing.rate_hz},
            {"axes", windowing.axes},    {"session", windowing.session}, {"centred", windowing.centred}};
}

void set_windowing(json& information, const Windowing& windowing) {
    if (windowing) information["windowing"] = to_json(windowing);
}

Windowing windowing_of(const Package& package) {
    const auto& about = package.information;
    if (!about.is_object() || !about.contains("windowing")) return {};
    const auto& from = about["windowing"];
    Windowing out;
    try {
        out.steps = from.at("window").get<uint16_t>();
        out.shift = from.at("shift").get<uint16_t>();
        out.rate_hz = from.at("rate_hz").get<double>();
        out.axes = from.at("axes").get<std::vector<std::string>>();
        out.session = from.at("session").get<std::string>();
        out.centred = from.at("centred").get<bool>();
    } catch (const json::exception&) {
        return {};
    }
    const bool fits = out.shift > 0 && size_t{out.steps} * out.axes.size() == package.columns.size();
    return fits ? out : Windowing{};
}

}  // namespace mote::model
