#include "studio/events.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

namespace mote::studio {

namespace {

constexpr auto silence = std::chrono::seconds(5);

/// Of the stream. Other files of this library have an `event`, too, of JSON: several are compiled as one.
std::string sent_event(const std::string& data) {
    return "data: " + data + "\n\n";
}

Reply event_stream(std::function<bool(const Writer&)> stream) {
    Reply reply;
    reply.type = "text/event-stream";
    reply.stream = std::move(stream);
    return reply;
}

}  // namespace

void EventLog::add(std::string json) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(json));
    if (most_ > 0 && events_.size() > most_) {
        events_.pop_front();
        ++forgotten_;
    }
    changed_.notify_all();
}

void EventLog::clear() {
    const std::lock_guard lock(mutex_);
    events_.clear();
    forgotten_ = 0;
    ++generation_;
    changed_.notify_all();
}

Reply EventLog::follow(std::shared_ptr<EventLog> log) {
    return event_stream([log, next = size_t{0}, generation = size_t{0}](const Writer& write) mutable {
        std::string out;
        {
            std::unique_lock lock(log->mutex_);
            log->changed_.wait_for(lock, silence, [&] {
                return log->generation_ != generation || log->forgotten_ + log->events_.size() > next;
            });
            if (log->generation_ != generation) {
                generation = log->generation_;
                next = 0;
                out += sent_event(R"({"event":"clear"})");
            }
            for (next = std::max(next, log->forgotten_); next < log->forgotten_ + log->events_.size(); ++next)
                out += sent_event(log->events_[next - log->forgotten_]);
        }
        return write(out.empty() ? ": still here\n\n" : out);
    });
}

Reply follow_file(std::string file, std::function<bool()> finished, std::function<std::string()> last) {
    return event_stream(
        [=, at = std::streamoff{0}, quiet = 0, rest = std::string()](const Writer& write) mutable {
            const bool ended = finished();  // before the file is read: nothing may come after that
            std::ifstream in(file, std::ios::binary);
            in.seekg(at);
            std::string more((std::istreambuf_iterator<char>(in)), {}), out;
            at += static_cast<std::streamoff>(more.size());
            rest += more;
            for (size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
                out += sent_event(rest.substr(0, end));
            if (ended) {
                write(out + sent_event(last()));
                return false;
            }
            if (out.empty() && ++quiet < 25) {
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
                return true;
            }
            quiet = 0;
            return write(out.empty() ? ": still here\n\n" : out);
        });
}

}  // namespace mote::studio
