#include "live/line_splitter.hpp"

#include <algorithm>

namespace mote::live {

void LineSplitter::close() {
    if (!dropping_ && !line_.empty()) on_line_(line_);
    dropping_ = false;
    line_.clear();
}

void LineSplitter::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        const size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
        line_.append(bytes.substr(0, std::min(end, longest - std::min(longest, line_.size()))));
        if (end == bytes.size()) return;
        // Between CR and LF there is an empty line, which nobody hears of; it must not count as the torn one.
        if (!line_.empty() || bytes[end] == '\n') close();
        bytes.remove_prefix(end + 1);
    }
}

void LineSplitter::end() {
    close();
}

}  // namespace mote::live
