// Windows as the stream of time steps in which they are measured: device/measure/windowed.c.
#pragma once

#include <string_view>

#include "core/samples.hpp"
#include "core/windowing.hpp"
#include "cost/cost.hpp"
#include "cost/prediction.hpp"
#include "model/package.hpp"
#include "target/measure.hpp"

namespace mote::pipeline {

/// The text of device/measure/windowed.c.
extern const std::string_view windowed_source;

/// Each window of `rows` (as raw bytes, `row_bytes` each) with its last step repeated up to a multiple of the
/// shift, so that a window of the chip begins where it does. Other windows run over its borders meanwhile.
std::vector<uint8_t> as_stream(const std::vector<uint8_t>& rows, const Windowing& windowing,
                               size_t row_bytes);

/// Answers and cycles of the shifts in which the windows of the stream end, one a window.
target::Measurement of_windows(target::Measurement measured, const Windowing& windowing, size_t answer_bytes);

/// What taking samples as they arrive (mote_window.c) adds to a predicted cost: a rough estimate, for what is offered
/// under limits is built and measured. Nothing where the package has no windows.
void add_window_cost(cost::Cost& cost, const cost::Prediction& model_cost, const model::Package& package);

}  // namespace mote::pipeline
