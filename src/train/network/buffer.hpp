// Floats aligned for whole vector registers.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

namespace mote::train::network {

/// Fixed-size, zeroed, aligned to 64 bytes. Move-only.
class Buffer {
  public:
    Buffer() = default;
    explicit Buffer(size_t size) : size_(size) {
        const size_t bytes = (std::max<size_t>(size, 1) * sizeof(float) + 63) / 64 * 64;
        data_.reset(static_cast<float*>(std::aligned_alloc(64, bytes)));
        if (!data_) throw std::bad_alloc();
        std::fill_n(data_.get(), size, 0.0f);
    }
    float* data() { return data_.get(); }
    const float* data() const { return data_.get(); }
    size_t size() const { return size_; }
    std::span<float> all() { return {data_.get(), size_}; }
    std::span<const float> all() const { return {data_.get(), size_}; }

  private:
    struct Free {
        void operator()(float* p) const { std::free(p); }
    };
    std::unique_ptr<float[], Free> data_;
    size_t size_ = 0;
};

}  // namespace mote::train::network
