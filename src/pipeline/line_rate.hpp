// Whether an exported sketch keeps up with the rows that its serial line brings.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>

#include "codegen/facts.hpp"
#include "core/result.hpp"
#include "model/package.hpp"
#include "target/baud.hpp"
#include "target/boards.hpp"

namespace mote::pipeline {

/// A row on its way to a model that computes while samples arrive.
struct RowOnLine {
    size_t bytes = 0;             ///< of the frame
    double inference_cycles = 0;  ///< spread over the row
    double cycles_a_byte = 0;  ///< of the chip's clock, from one byte to the next: 10 bits at the line's rate
};

/// Bytes that the sketch has not yet taken when the last one arrives. The inference is spread evenly over the row;
/// receiving a byte takes 120 cycles at most (tests/board/receiving_test.cpp).
double bytes_waiting(const RowOnLine& row);

/// A model in the form, and at the rate of the serial line, in which it is or was exported.
struct ExportedModel {
    model::Package package;
    codegen::Form form = codegen::Form::table;
    unsigned baud = target::published_baud;
};

/// Of an extracted archive. Error (input): its model, or what is said of it, is missing or damaged.
Result<ExportedModel> read_exported(const std::filesystem::path& library);

/// Refuses (usage) a line whose rows come faster than the model computes, with the greatest usual rate at which it
/// keeps up. That can only happen where the chip has no room for a row, so that the model takes samples as they come
/// (MODEL_KEEPS_ROW in model.h): then it is measured on the simulated chip. Half of the sketch's receive buffer stays
/// free for work that is not spread evenly. Lines of USB wait by themselves, and models of windows get no rows.
/// Errors otherwise: those of measure_model.
Status check_line_rate(const ExportedModel& exported, const target::Board& board, std::stop_token stop = {});

}  // namespace mote::pipeline
