// How the rows fall into classes, and weights that make classes count alike.
#pragma once

#include <span>
#include <vector>

#include "core/samples.hpp"

namespace mote::train::base {

/// Rows of each class among these rows of the sample matrix; classification only.
std::vector<size_t> class_counts(const Targets& targets, std::span<const uint32_t> rows);

/// The rarest class has less than half of an even share. False for regression.
bool imbalanced(const TrainingRows& rows);

/// Weight of a drawn row of each class: those drawn stand for all rows of their class, whose weight is then
/// its share times (share * classes)^-balance. balance 0: rows count alike; 1: classes do.
std::vector<double> class_weights(std::span<const size_t> all, std::span<const size_t> drawn, double balance);

}  // namespace mote::train::base
