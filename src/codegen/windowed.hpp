// What an archive has for a model of windows: sizes in model.h, code that takes samples as they arrive, a sketch that
// samples at the trained rate.
#pragma once

#include <map>
#include <string>

#include "codegen/facts.hpp"
#include "core/result.hpp"
#include "core/smoothing.hpp"
#include "core/windowing.hpp"
#include "model/package.hpp"

namespace mote::codegen {

/// How the chip works on overlapping windows.
struct WindowPlan {
    Smoothing smoothing;   ///< of answers
    Windowing windowing;   ///< none: the model's rows are no windows
    unsigned states = 0;   ///< windows that run at a time; 0: the last window is kept, and runs as a whole
    bool pushes = false;   ///< the model takes whole steps (mote_push_step)
    size_t ram_bytes = 0;  ///< on the chip, beyond the model's own variables

    explicit operator bool() const { return static_cast<bool>(windowing); }
};

/// One state where windows do not overlap; else as many as overlap or the raw samples of a window, whichever takes
/// less RAM. Models that work on whole rows keep the window. `state_bytes`: RAM of the model's variables.
WindowPlan plan_windows(const model::Package& package, const model::Model& model, bool compiled,
                        size_t state_bytes);

/// The variables of mote_compiled.c, those marked MOTE_KEPT, as one state that mote_exchange() swaps with another.
std::string with_states(const std::string& compiled_source);

using ArchiveFiles = std::map<std::string, std::string>;  ///< path below the library's folder -> content

/// Files of device/ that only models of windows have.
bool belongs_to_windows(const std::string& name);

/// Before names are given: sizes in model.h, states in mote_compiled.c.
Status add_windows(ArchiveFiles& files, WindowPlan plan, bool compiled);
/// At the end: programs of one file, and the sketch.
Status add_window_programs(ArchiveFiles& files, const Facts& facts);

}  // namespace mote::codegen
