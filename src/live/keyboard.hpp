// The terminal of standard input, so that keys are heard as they are pressed.
#pragma once

#include <termios.h>

namespace mote::live {

/// No echo, no waiting for Enter; Ctrl-C stays a signal. The terminal is as it was at the end of its life.
class Keyboard {
  public:
    Keyboard();
    ~Keyboard();
    Keyboard(const Keyboard&) = delete;
    Keyboard& operator=(const Keyboard&) = delete;

  private:
    termios before_ = {};
    bool changed_ = false;
};

}  // namespace mote::live
