// Recordings as a table of the statistics that a signal layer makes of them, in the chip's own integers.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "model/model.hpp"
#include "train/family.hpp"

namespace mote::train::signal {

/// One column of the table.
struct Statistic {
    size_t source = 0;  ///< its number in Table::sources
    model::Signal::Feature feature;
};

struct Table {
    model::Encoder encoder;                      ///< of all axes
    uint8_t width = 11, stride_log2 = 0;         ///< of the layer
    std::vector<model::Signal::Source> sources;  ///< as on the menu
    std::vector<Statistic> statistics;           ///< [column]
    size_t copies = 0;                           ///< augmented ones of each row
    std::shared_ptr<const SampleMatrix>
        values;  ///< int16, of rows_of(); rows that are no training rows are 0
};

/// An encoder for values of so many bits and a sign, with a bit to spare above the usual range. Axes of a magnitude
/// share their exponent. Values keep their zero where they lie around it or near it: then crossings and lengths are
/// those of the recording. Else the mean is taken off.
model::Encoder choose_encoder(const TrainingRows& rows, unsigned width);

/// By the chip's own code; of the rows and so many augmented copies of each. Error (interrupted) when stopped.
Result<Table> make_table(const TrainingRows& rows, uint8_t stride_log2, size_t copies, const Effort& effort);

/// The last tables, for candidates that are trained on the same rows one after the other. Of any thread.
class Tables {
  public:
    /// As make_table().
    Result<std::shared_ptr<const Table>> of(const TrainingRows& rows, uint8_t stride_log2, size_t copies,
                                            const Effort& effort);

  private:
    struct Kept {
        std::shared_ptr<const SampleMatrix> samples;
        std::vector<uint32_t> index;
        uint8_t stride_log2;
        size_t copies;
        std::shared_ptr<const Table> table;
    };
    std::shared_ptr<const Table> find(const TrainingRows& rows, uint8_t stride_log2, size_t copies);

    std::mutex mutex_;
    std::deque<Kept> kept_;
};

/// The rows of a table that was made of `rows`: these, with their targets, or they and their copies.
TrainingRows rows_of(const Table& table, const TrainingRows& rows);

/// These with some columns of the table in place of their samples; columns[i]: which one column i is.
struct FeatureRows {
    TrainingRows rows;
    std::vector<size_t> columns;
};
FeatureRows feature_rows(const TrainingRows& rows, const Table& table, std::vector<size_t> columns);

}  // namespace mote::train::signal
