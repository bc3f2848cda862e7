// The requests of a session: which there are, their frames, and their names for a person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "mote_writer.h"

namespace mote::link {

using Bytes = std::vector<uint8_t>;

/// The rows to send. `row(i)` returns `inputs` values, valid until the next call; i < count. Called in order, but for a few
/// rows that are asked for again after a fault.
struct Rows {
    size_t inputs = 0;
    size_t count = 0;
    std::function<std::span<const float>(size_t index)> row;
    /// Instead of `count`, where rows are not known before: whether there is a row of this index. True for all before a
    /// row that there is; asked again after a false.
    std::function<bool(size_t index)> has_row = {};
    /// What a person calls the row, from 0; without it its index.
    std::function<size_t(size_t index)> number = {};
};

/// What a session waits for. From model_info to performance each stage is a request; Stage::row may be several.
enum class Stage {
    opening,
    lost,
    model_info,
    checksum,
    dataset_info,
    sample,
    piece,
    row,
    flush,
    performance,
    closing
};

/// What `write` writes.
Bytes written_frame(const std::function<void(mote_writer*)>& write);

/// The whole frame of the request of a stage, but of Stage::piece (row_pieces.hpp) and Stage::row. row: for Stage::sample.
Bytes request_frame(Stage stage, uint16_t sequence, const Rows& rows, size_t row);

/// The type of the reply that answers the request of a stage, MOTE_REPLY_BIT included; 0 for a stage without one.
uint8_t reply_type(Stage stage);

/// "row 12"; row counts from 0.
std::string name_of(Stage stage, size_t row);

}  // namespace mote::link
