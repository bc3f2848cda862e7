// What tells of the setting instead of the thing recorded: a room that grows warm while one kind after the other is
// recorded, a title that names whom a row came from.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/findings/finding.hpp"

namespace mote::data {

/// Stretches of rows of one class that follow each other in the file, if they are long and few: the classes were
/// recorded one after the other.
struct Stretches {
    size_t count = 0;
    double rows = 0;     ///< mean length
    double a_class = 0;  ///< stretches a class, in the mean
    bool recorded_in_turn() const { return count > 1 && rows >= 50 && a_class <= 3; }
};
Stretches class_stretches(const Sight& sight);

struct SlowColumn {
    size_t column = 0;
    double alone = 0;      ///< balanced accuracy of the column alone
    double inside = 0;     ///< share of its variance that is left inside the stretches
    bool ambient = false;  ///< its title is that of a room, a day or a battery
};

/// Where the classes were recorded in turn: columns that hardly change within a stretch, or are titled like the
/// surroundings, and tell the classes apart. `strength` as of strengths().
struct Strength;
std::vector<SlowColumn> slow_columns(const Sight& sight, const std::vector<Strength>& strength);

enum class TitleHint { none, group, split };
/// group: speaker, subject, patient, session, device id: whom or what a row came from. split: "Train or Test", fold.
TitleHint title_hint(const std::string& title);

}  // namespace mote::data
