#include "data/reading/thinning.hpp"

#include <algorithm>
#include <cstring>

namespace mote::data {

char* Thinning::apply(char* from, char* to) {
    if (every_ <= 1) return to;
    char* kept = from;
    while (from < to) {
        const auto left = static_cast<size_t>(to - from);
        auto* const feed = static_cast<char*>(std::memchr(from, '\n', left));
        char* const end = feed == nullptr ? to : feed + 1;
        const auto size = static_cast<size_t>(end - from);
        if (std::count(from, end, '"') % 2 != 0) inside_quotes_ = !inside_quotes_;
        if (at_ == 0)
            kept = std::copy(from, end, kept);
        else
            dropped_ += size;
        if (feed != nullptr && !inside_quotes_) at_ = (at_ + 1) % every_;
        from = end;
    }
    return kept;
}

}  // namespace mote::data
