#include "data/findings/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/cell.hpp"

namespace mote::data {

std::string plural(size_t count, const char* one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string out_of_100(double share) {
    const double percent = 100 * share;
    if (percent > 0 && percent < 0.5) return "fewer than 1 of 100";
    if (percent < 100 && percent > 99.5) return "more than 99 of 100";
    return fmt::format("{:.0f} of 100", percent);
}

std::string name_list(const std::vector<std::string>& names) {
    std::string out;
    for (size_t i = 0; i < std::min<size_t>(names.size(), 5); ++i)
        out += (i > 0 ? ", " : "") + shown(names[i]);
    return names.size() > 5 ? fmt::format("{} and {} more", out, names.size() - 5) : out;
}

std::string drop_option(const std::vector<std::string>& names) {
    std::string list;
    for (size_t i = 0; i < std::min<size_t>(names.size(), 8); ++i) list += (i > 0 ? "," : "") + names[i];
    const bool quotes = list.find_first_of(" '\"$&;|<>()*?#") != std::string::npos;
    return quotes ? "--drop \"" + list + "\"" : "--drop " + list;
}

std::string place_of(const Sight& sight, size_t row) {
    const std::string place = sight.table.place(row, "");
    const std::string file = sight.table.file + ": ";
    return sight.table.files.empty() && place.starts_with(file) ? place.substr(file.size()) : place;
}

}  // namespace mote::data
