#include "data/findings/setting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "data/findings/strength.hpp"
#include "data/reading/characters.hpp"

namespace mote::data {
namespace {

constexpr double hardly_changes = 0.1;  // share of the variance inside the stretches
constexpr double well_apart = 0.2;      // above chance

bool has_word(const std::string& title, std::initializer_list<const char*> words) {
    // A word in camelCase ends at the capital: sensorId.
    std::string parted(1, ' ');
    for (size_t i = 0; i < title.size(); ++i) {
        const char c = title[i];
        const bool upper = c >= 'A' && c <= 'Z';
        const bool letter = upper || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
        const bool camel = upper && i > 0 && title[i - 1] >= 'a' && title[i - 1] <= 'z';
        if (camel || !letter) parted += ' ';
        if (letter) parted += c;
    }
    parted = lowered(parted);
    parted += ' ';
    return std::ranges::any_of(
        words, [&](const char* word) { return parted.find(fmt::format(" {} ", word)) != std::string::npos; });
}

bool is_ambient(const std::string& title) {
    return has_word(
        title, {"temperature", "temp",    "humidity", "pressure",   "altitude",  "battery", "vbat", "vcc",
                "barometer",   "ambient", "room",     "weather",    "rssi",      "day",     "hour", "date",
                "温度",        "湿度",    "気圧",     "temperatur", "luftdruck", "feuchte"});
}

/// Sizes of the stretches, in order.
std::vector<std::pair<size_t, size_t>> setting_stretches(const Sight& sight) {
    std::vector<std::pair<size_t, size_t>> out;
    const auto label = [&](size_t i) { return sight.targets->labels[sight.rows[i]]; };
    for (size_t from = 0, to = 0; from < sight.rows.size(); from = to) {
        for (to = from + 1; to < sight.rows.size() && label(to) == label(from); ++to) {
        }
        out.emplace_back(from, to);
    }
    return out;
}

/// Share of the variance of a column that is left inside the stretches.
double variance_inside(const Sight& sight, size_t c,
                       const std::vector<std::pair<size_t, size_t>>& stretches) {
    double sum = 0, squares = 0, inside = 0, count = 0;
    for (const auto& [from, to] : stretches) {
        double part = 0, part_squares = 0;
        for (size_t i = from; i < to; ++i) {
            const double v = sight.samples().at(sight.rows[i], c);
            part += v;
            part_squares += v * v;
        }
        const auto rows = static_cast<double>(to - from);
        inside += part_squares - part * part / rows;
        sum += part;
        squares += part_squares;
        count += rows;
    }
    const double total = squares - sum * sum / count;
    return total > 1e-12 * squares ? inside / total : 1;
}

}  // namespace

Stretches class_stretches(const Sight& sight) {
    if (!sight.classes() || sight.rows.empty()) return {};
    Stretches out;
    out.count = setting_stretches(sight).size();
    out.rows = static_cast<double>(sight.rows.size()) / static_cast<double>(out.count);
    out.a_class = static_cast<double>(out.count) / static_cast<double>(sight.targets->classes.size());
    return out;
}

std::vector<SlowColumn> slow_columns(const Sight& sight, const std::vector<Strength>& strength) {
    std::vector<SlowColumn> out;
    if (sight.series || !class_stretches(sight).recorded_in_turn()) return out;
    const auto stretches = setting_stretches(sight);
    for (const auto& [column, alone] : strength) {
        if (alone < chance_of(sight) + well_apart) continue;
        const double inside = variance_inside(sight, column, stretches);
        const bool ambient = is_ambient(sight.table.columns[column]);
        if (ambient || inside <= hardly_changes) out.push_back({column, alone, inside, ambient});
    }
    return out;
}

TitleHint title_hint(const std::string& title) {
    const std::string lower = lowered(title);
    if (has_word(title, {"train", "test", "fold", "split", "holdout", "validation"})) return TitleHint::split;
    if (has_word(title, {"speaker", "subject", "patient", "person", "participant", "user", "session",
                         "recording", "volunteer", "proband", "rat", "animal"}))
        return TitleHint::group;
    const bool device = has_word(title, {"sensor", "device", "board", "node", "unit", "machine"});
    return device && has_word(title, {"id", "number", "no", "nr", "serial"}) ? TitleHint::group
                                                                             : TitleHint::none;
}

}  // namespace mote::data
