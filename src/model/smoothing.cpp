#include "model/smoothing.hpp"

#include <fmt/format.h>

#include <charconv>

namespace mote::model {
namespace {

constexpr unsigned most_votes = 15;  // MOTE_SMOOTH_MOST
constexpr unsigned longest_hold = 255;

bool allowed(unsigned votes, unsigned of, unsigned hold) {
    return of >= 1 && of <= most_votes && votes <= of && 2 * votes > of && hold <= longest_hold;
}

/// A whole number without a sign, up to 999; 0: none.
unsigned number(const std::string& text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && value < 1000 ? value : 0;
}

}  // namespace

Result<Smoothing> smoothing_from(const std::string& votes, unsigned hold) {
    Smoothing out;
    if (hold > longest_hold)
        return Error{ErrorCode::usage, "an answer cannot be held that long", "--hold",
                     fmt::format("give at most {} answers", longest_hold)};
    out.hold = static_cast<uint8_t>(hold);
    if (votes.empty()) return out;
    const size_t slash = votes.find('/');
    const unsigned needed = number(votes.substr(0, slash));
    const unsigned of = slash == votes.npos ? 0 : number(votes.substr(slash + 1));
    if (!allowed(needed, of, hold))
        return Error{ErrorCode::usage, "'" + votes + "' is no majority of answers", "--votes",
                     "give more than half of up to 15, as --votes 3/5"};
    out.votes = static_cast<uint8_t>(needed);
    out.of = static_cast<uint8_t>(of);
    return out;
}

void set_smoothing(nlohmann::json& information, const Smoothing& smoothing) {
    if (!smoothing) return;
    information["smoothing"] = {{"votes", smoothing.votes}, {"of", smoothing.of}, {"hold", smoothing.hold}};
}

Smoothing smoothing_of(const Package& package) {
    const auto& about = package.information;
    if (!about.is_object() || !about.contains("smoothing")) return {};
    const auto& from = about["smoothing"];
    const auto value = [&](const char* key) {
        return from.is_object() && from.contains(key) && from[key].is_number_unsigned()
                   ? from[key].get<unsigned>()
                   : 0u;
    };
    if (!allowed(value("votes"), value("of"), value("hold"))) return {};
    return {static_cast<uint8_t>(value("votes")), static_cast<uint8_t>(value("of")),
            static_cast<uint8_t>(value("hold"))};
}

}  // namespace mote::model
