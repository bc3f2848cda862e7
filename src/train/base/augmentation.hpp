// Augmentation: random variants of a series.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/rng.hpp"
#include "core/samples.hpp"

namespace mote::train::base {

/// Random changes that leave the meaning of a series, drawn anew for every presentation of a row.
struct Augmentation {
    float shift = 0;    ///< up to so many steps earlier or later
    float stretch = 0;  ///< standard deviation of the logarithm of the time scale
    float noise = 0;    ///< standard deviation of noise, in activation units (about -4 .. 4)
    float gain = 0;     ///< standard deviation of the logarithm of the amplitude about each axis's mean
    bool any() const { return shift > 0 || stretch > 0 || noise > 0 || gain > 0; }
};

/// Below the first, families of series augment more; up to the second, augmented neighbours of the best are tried.
inline constexpr size_t few_rows = 500, most_augmented_rows = 2000;

/// For few rows of a series: shifts of up to a tenth of it, stretches of about a tenth, and gains as recordings of one class
/// differ in (the standard deviation between groups of the logarithm of their amplitude, the mean over axes); a gain of at
/// least 0.15, which is also that of rows without groups, and at most 1. docs/training.md, "Few rows", has the figures.
Augmentation augmentation_for(const TrainingRows& rows);

/// Of each of so many rows, for families that do not draw them anew in every epoch: 3 to 7, fewer of more.
size_t augmented_copies(size_t rows);

/// The rows so many times over, numbered from 0: all of them, then all of them again. `samples`: theirs, rows x times.
TrainingRows repeated(const TrainingRows& rows, size_t times, std::shared_ptr<const SampleMatrix> samples);

/// The rows, then so many augmented copies of all of them, repeated(); the samples are floats.
TrainingRows with_augmented_copies(const TrainingRows& rows, const Augmentation& augmentation, size_t copies,
                                   uint64_t seed);

/// Shift, stretch and gain of one row, in place; by linear interpolation, and edges are repeated. No noise.
void augment(const Augmentation& augmentation, SeriesShape shape, Rng& rng, std::span<float> row,
             std::vector<float>& scratch);

}  // namespace mote::train::base
