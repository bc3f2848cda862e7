// What happens while somebody may be looking: kept, numbered, and handed to every page that follows (server-sent
// events).
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "studio/http.hpp"

namespace mote::studio {

/// Safe from several threads.
class EventLog {
  public:
    /// most: beyond so many the oldest are forgotten; 0: all are kept.
    explicit EventLog(size_t most = 0) : most_(most) {}
    void add(std::string json);
    void clear();  ///< those who follow begin again
    /// Every event that is kept, from the first one on, then those to come; an event "clear" after clear().
    static Reply follow(std::shared_ptr<EventLog> log);

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    const size_t most_;
    std::deque<std::string> events_;
    size_t forgotten_ = 0;  ///< events before the first one here
    size_t generation_ = 0;
};

/// Lines of a file that grows, as events; ends after `finished` says so and the last line is out. `last` is then sent.
Reply follow_file(std::string file, std::function<bool()> finished, std::function<std::string()> last);

}  // namespace mote::studio
