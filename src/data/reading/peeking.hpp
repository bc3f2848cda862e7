// A source whose first bytes can be looked at before they are read.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "data/reading/source.hpp"

namespace mote::data {

class PeekingSource : public Source {
  public:
    explicit PeekingSource(std::unique_ptr<Source> inner) : inner_(std::move(inner)) {}

    /// The first `size` bytes, fewer only at the end; they stay to be read. Before any read.
    Result<std::string_view> peek(size_t size);

    Result<size_t> read(char* to, size_t size) override;
    size_t bytes() const override { return inner_->bytes(); }

  private:
    std::unique_ptr<Source> inner_;
    std::string kept_;
    size_t taken_ = 0;  ///< of kept_
};

}  // namespace mote::data
