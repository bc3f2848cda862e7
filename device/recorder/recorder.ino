// SPDX-License-Identifier: 0BSD
// Prints a row of numbers a line, at an exact rate: mote record makes a labelled recording of it.
// What is read and how often stands in recorder_config.h.
#include "recorder.h"

void setup() {
    recorder_begin();
}

void loop() {
    recorder_run();
}
