#include "data/reading/line_ends.hpp"

#include <utility>

namespace mote::data {
namespace {

class LineFeedSource : public Source {
  public:
    explicit LineFeedSource(std::unique_ptr<Source> inner) : inner_(std::move(inner)) {}

    Result<size_t> read(char* to, size_t size) override {
        for (;;) {
            MOTE_TRY(count, inner_->read(to, size));
            if (count == 0) return count;
            size_t kept = 0;
            for (size_t i = 0; i < count; ++i) {
                const char c = to[i];
                if (!(c == '\n' && after_return_)) to[kept++] = c == '\r' ? '\n' : c;
                after_return_ = c == '\r';
            }
            if (kept > 0) return kept;
        }
    }

  private:
    std::unique_ptr<Source> inner_;
    bool after_return_ = false;
};

}  // namespace

bool has_lone_carriage_returns(std::string_view text) {
    for (size_t at = 0; (at = text.find('\r', at)) != std::string_view::npos && at + 1 < text.size(); ++at)
        if (text[at + 1] != '\n') return true;
    return false;
}

std::unique_ptr<Source> line_feed_source(std::unique_ptr<Source> inner) {
    return std::make_unique<LineFeedSource>(std::move(inner));
}

}  // namespace mote::data
