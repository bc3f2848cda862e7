// What happens while somebody may be looking: kept, numbered, and handed to every page that follows (server-sent
// events).
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "studio/http.hpp"

namespace mote::studio {

/// Safe from several threads.
class EventLog {
  public:
    void add(std::string json);
    void clear();  ///< those who follow begin again
    /// Every event from the first one on, then those to come; an event "clear" after clear().
    static Reply follow(std::shared_ptr<EventLog> log);

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> events_;
    size_t generation_ = 0;
};

/// Lines of a file that grows, as events; ends after `finished` says so and the last line is out. `last` is then sent.
Reply follow_file(std::string file, std::function<bool()> finished, std::function<std::string()> last);

}  // namespace mote::studio
