// A sketch that prints a sensor's numbers at an exact rate, for `mote record` (device/recorder).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "target/boards.hpp"

namespace mote::codegen {

struct RecorderOptions {
    double rate_hz = 100;            ///< rows a second
    std::vector<std::string> pins;   ///< "A0", ...; none: the sensor's axes
    std::string sensor;              ///< a name of recorder_sensors(); empty: analog pins
    bool gyro = false;               ///< the sensor's rotation, too
    std::vector<std::string> names;  ///< of the axes; empty: A0, ... or ax, ay, az, gx, gy, gz
    bool plain = false;              ///< numbers without names: shorter lines
    unsigned baud = 115200;
    target::Board board = target::boards()[0];
};

/// A sensor that the sketch can read.
struct RecorderSensor {
    const char* name;
    bool has_gyro;
    const char* units;  ///< what its numbers mean
};
const std::vector<RecorderSensor>& recorder_sensors();

struct RecorderSketch {
    std::vector<std::string> axes;
    std::string units;
    size_t line_bytes = 0;  ///< of the longest row
    std::string ino;        ///< the sketch itself, which the IDE wants to bear the folder's name
    std::map<std::string, std::string> files;  ///< beside it, by name
};

/// Errors (usage): an unknown sensor or pin, names that do not fit, a rate that the timer, the converter, the bus or the
/// serial line cannot keep, with one that they can.
Result<RecorderSketch> recorder_sketch(const RecorderOptions& options);

/// Writes FOLDER/FOLDER.ino and the files beside it. An existing folder is filled; files that the sketch does not have are
/// left alone. Error (usage): the IDE takes no sketch of that name; io.
Status write_recorder(const RecorderSketch& sketch, const std::filesystem::path& folder);

/// The same as the library that target::build_firmware builds: the sketch in examples/, the rest in src/.
Status write_recorder_library(const RecorderSketch& sketch, const std::filesystem::path& folder);

}  // namespace mote::codegen
