// mote record: what a board prints becomes a labelled recording that `mote train` reads.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace mote::apps {

struct RecordOptions {
    std::string port, from;
    unsigned baud = 115200;
    std::string out;
    std::vector<std::string> labels, axes;
    double seconds = 0;    ///< of a session; 0: until it is stopped
    double rate_hz = 0;    ///< of a file, which has no clock
    double time_out = 10;  ///< seconds
    bool append = false;
    std::string json;
    std::string events;  ///< file for a program that looks on
    std::string keys;    ///< file, such as a named pipe, that keys come from instead of a terminal
};

}  // namespace mote::apps
