#include "data/reading/peeking.hpp"

#include <algorithm>
#include <cstring>

namespace mote::data {

Result<std::string_view> PeekingSource::peek(size_t size) {
    size_t have = kept_.size();
    while (have < size) {
        kept_.resize(size);
        MOTE_TRY(count, inner_->read(kept_.data() + have, size - have));
        have += count;
        kept_.resize(have);
        if (count == 0) break;
    }
    return std::string_view(kept_);
}

Result<size_t> PeekingSource::read(char* to, size_t size) {
    if (taken_ == kept_.size()) return inner_->read(to, size);
    const size_t count = std::min(size, kept_.size() - taken_);
    std::memcpy(to, kept_.data() + taken_, count);
    taken_ += count;
    return count;
}

}  // namespace mote::data
