// Every n-th line of a text that is too large to keep.
#pragma once

#include <cstddef>

namespace mote::data {

class Thinning {
  public:
    /// Keeps the first line and every `every`-th behind it; 1: all.
    explicit Thinning(size_t every = 1) : every_(every) {}

    /// Moves the bytes of lines that stay together; gives the end of what stays. Texts of any length may follow each other: a
    /// line may go on in the next one. Line ends inside quotes end no line.
    char* apply(char* from, char* to);

    size_t every() const { return every_; }
    size_t dropped_bytes() const { return dropped_; }

  private:
    size_t every_;
    size_t at_ = 0;  ///< of the line that is open, modulo every_
    bool inside_quotes_ = false;
    size_t dropped_ = 0;
};

}  // namespace mote::data
