// Recordings as platforms export them: JSON in the data-acquisition format.
#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "data/reading/recording.hpp"

namespace mote::data {
namespace {

using nlohmann::json;

Error damaged_export(const std::string& path, std::string message) {
    return {ErrorCode::input, std::move(message), path,
            "export the recording again, or write its values as CSV"};
}

// A null is a value that was not recorded.
double json_number(const json& value) {
    return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

Result<Recording> read_acquisition_json(std::string_view text, const std::string& path) {
    const auto document = json::parse(text, nullptr, false);
    if (document.is_discarded()) return damaged_export(path, "the JSON document is damaged or cut off");
    if (!document.is_object() || !document.contains("payload") || !document["payload"].is_object())
        return damaged_export(path, "the JSON document has no payload");
    const json& payload = document["payload"];
    if (!payload.contains("values") || !payload["values"].is_array() || !payload.contains("sensors") ||
        !payload["sensors"].is_array() || payload["sensors"].empty())
        return damaged_export(path, "the payload has no sensors or no values");
    Recording out;
    for (const auto& sensor : payload["sensors"])
        out.titles.push_back(sensor.is_object() && sensor.contains("name") && sensor["name"].is_string()
                                 ? sensor["name"].get<std::string>()
                                 : fmt::format("c{}", out.titles.size() + 1));
    const size_t columns = out.titles.size();
    size_t row = 0;
    for (const auto& values : payload["values"]) {
        ++row;
        const size_t count = values.is_array() ? values.size() : 1;
        if (count != columns)
            return damaged_export(
                path, fmt::format("row {} of the values has {} of {} numbers", row, count, columns));
        if (!values.is_array())
            out.values.push_back(json_number(values));
        else
            for (const auto& value : values) out.values.push_back(json_number(value));
    }
    const auto interval = payload.find("interval_ms");
    if (interval != payload.end() && interval->is_number() && interval->get<double>() > 0)
        out.rate_hz = 1000.0 / interval->get<double>();
    out.notice = fmt::format("file     a recording in JSON: {} sensors, {:.6g} samples a second", columns,
                             out.rate_hz);
    return out;
}

}  // namespace mote::data
