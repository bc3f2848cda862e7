// How a recording is cut into windows, and which rows are held out: options of `mote train`.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/dataset.hpp"

namespace CLI {
class App;
}

namespace mote::apps {

/// As typed, before complete_recording() has read them.
struct RecordingFlags {
    std::string window, shift, split = "auto", folds;
    std::vector<std::string> test;
};

void add_window_options(CLI::App& command, RecordingFlags& flags, data::WindowOptions& windows);
void add_split_options(CLI::App& command, RecordingFlags& flags, data::DatasetOptions& options);

/// Error (usage): a length, a way to split or a number of folds that is none.
Status complete_recording(const RecordingFlags& flags, data::DatasetOptions& options);

}  // namespace mote::apps
