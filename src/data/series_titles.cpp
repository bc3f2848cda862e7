// Steps and axes read off column titles: t0, t1, ...; t0_ax, t0_ay, t1_ax, ...; ax0, ay0, ax1, ...
#include <algorithm>

#include "data/reading/characters.hpp"
#include "data/series.hpp"

namespace mote::data {
namespace {

constexpr size_t steps_that_convince = 8;

/// "t12_ax" taken apart: step 12 of axis "t#_ax".
struct Title {
    std::string axis;
    uint32_t step = 0;
};

enum class Group { first, last };

bool take_apart(const std::string& text, Group group, Title& title) {
    size_t begin = 0, end = 0;
    if (group == Group::first) {
        while (begin < text.size() && !is_digit(text[begin])) ++begin;
        for (end = begin; end < text.size() && is_digit(text[end]);) ++end;
    } else {
        end = text.size();
        while (end > 0 && !is_digit(text[end - 1])) --end;
        for (begin = end; begin > 0 && is_digit(text[begin - 1]);) --begin;
    }
    if (begin == end || end - begin > 6) return false;
    title.step = static_cast<uint32_t>(std::stoul(text.substr(begin, end - begin)));
    title.axis = text.substr(0, begin) + "#" + text.substr(end);
    return true;
}

// A number behind one of these tells time; x1 or input1 only counts columns.
bool tells_time(const std::string& axis) {
    std::string word;
    for (const char c : axis.substr(0, axis.find('#')))
        if (c != '_' && c != '-' && c != ' ') word += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return std::ranges::any_of(std::initializer_list<const char*>{"t", "time", "step", "sample", "tick"},
                               [&](const char* name) { return word == name; });
}

// Step by step, each with the same axes in the same order.
SeriesShape shape_of_titles(const std::vector<Title>& titles) {
    size_t axes = 1;
    while (axes < titles.size() && titles[axes].step == titles[0].step) ++axes;
    if (titles.size() % axes != 0) return {};
    for (size_t c = 0; c < titles.size(); ++c)
        if (titles[c].step != titles[0].step + c / axes || titles[c].axis != titles[c % axes].axis) return {};
    const size_t steps = titles.size() / axes;
    const bool time = tells_time(titles[0].axis);
    const bool convincing = axes == 1 ? time && titles[0].axis.ends_with('#') && steps >= 4
                                      : steps >= (time ? 2 : steps_that_convince);
    if (!convincing) return {};
    return {static_cast<uint16_t>(steps), static_cast<uint16_t>(axes)};
}

}  // namespace

SeriesShape series_from_titles(std::span<const std::string> columns) {
    for (const Group group : {Group::first, Group::last}) {
        std::vector<Title> titles(columns.size());
        bool numbered = columns.size() > 1 && columns.size() <= 65535;
        for (size_t c = 0; c < columns.size() && numbered; ++c)
            numbered = take_apart(columns[c], group, titles[c]);
        if (!numbered) return {};
        const SeriesShape shape = shape_of_titles(titles);
        if (shape.ordered()) return shape;
    }
    return {};
}

}  // namespace mote::data
