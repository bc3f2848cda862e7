#include "live/keyboard.hpp"

#include <unistd.h>

namespace mote::live {

Keyboard::Keyboard() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios settings = before_;
    settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    changed_ = tcsetattr(STDIN_FILENO, TCSANOW, &settings) == 0;
}

Keyboard::~Keyboard() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

}  // namespace mote::live
