// Ctrl-C and SIGTERM as a stop request: the first ends the work in good order, the second at once.
#pragma once

#include <stop_token>
#include <thread>

namespace mote::apps {

class Interrupt {
  public:
    Interrupt();
    ~Interrupt();
    std::stop_token token() const { return source_.get_token(); }
    bool requested() const { return source_.stop_requested(); }

  private:
    std::stop_source source_;
    std::jthread watcher_;
};

}  // namespace mote::apps
