// The parts of a row whose contributions to an answer are told, and what is usual in each: a part of
// Package::information that travels with the model.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "model/contribution.hpp"
#include "model/package.hpp"

namespace mote::model {

/// From one segment's sample to the next: the axes of a series; 1 where columns have no order.
uint16_t segment_stride(const SeriesShape& shape);

/// Under the key "segments" of `information`: [[first, count, baseline], ...]; nothing for none.
void set_segments(nlohmann::json& information, std::span<const Segment> segments);

/// None where the package has none, or some that do not fit its inputs.
std::vector<Segment> segments_of(const Package& package);

/// For people: the title of the column, or of a series "first to last" by the titles of its ends.
std::string segment_name(const Package& package, const Segment& segment);

/// The strongest contributions to the answer of each of `rows`, by the chip's own code (mote_occlusion.h). Errors (input): a
/// float model, or other columns than the model's; (usage) a package without segments.
Result<std::vector<std::vector<Contribution>>> contributions(const Package& package,
                                                             const SampleMatrix& samples,
                                                             std::span<const uint32_t> rows, uint8_t most);

}  // namespace mote::model
