// How much of what differs between classes is of the classes, and not of the recordings that they were seen in.
#pragma once

#include <cstdint>
#include <span>

namespace mote {

/// Means over the rows of one class and one group (a cell), and how they vary. The groups of a class are a sample of those
/// to come (random effects; Snedecor and Cochran, Statistical Methods, chapter on components of variance).
struct GroupEffect {
    double between_classes = 0;  ///< variance of the means of classes
    double within_class =
        0;  ///< variance of the means of cells of one class, over the classes with two and more
    double cells_of_a_class = 0;  ///< in the mean over the classes

    /// Share of the variance that lies between classes; the rest will be another in the next group. 1 where no class is in
    /// two groups.
    double reliability() const {
        const double all = between_classes + within_class;
        return all > 0 && within_class > 0 ? between_classes / all : 1;
    }
};

/// `values`, `classes` and `groups` of each row; no groups: no effect of any.
GroupEffect group_effect(std::span<const float> values, std::span<const uint16_t> classes,
                         std::span<const uint32_t> groups);

}  // namespace mote
