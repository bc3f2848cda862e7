// Values of a JSON file that may lack them, or hold something else there.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace mote::report {

inline double number_at(const nlohmann::json& object, const char* key, double otherwise = 0) {
    return object.is_object() && object.contains(key) && object[key].is_number() ? object[key].get<double>()
                                                                                 : otherwise;
}

inline std::string text_at(const nlohmann::json& object, const char* key) {
    return object.is_object() && object.contains(key) && object[key].is_string()
               ? object[key].get<std::string>()
               : "";
}

}  // namespace mote::report
