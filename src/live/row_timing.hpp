// When the rows of a live source come, beside the rate that a model was trained at.
#pragma once

#include <cstddef>
#include <optional>

namespace mote::live {

class RowTiming {
  public:
    /// `trained_hz`: steps a second; 0: nobody knows.
    explicit RowTiming(double trained_hz) : trained_hz_(trained_hz) {}

    /// A row came, `seconds` after the source was opened. True: none came for so long that no window may reach over the
    /// gap, a second and more than four steps.
    bool on_row(double seconds);

    /// The rate at which rows come, once three seconds of them tell that it is another one, by 5 % and more.
    std::optional<double> other_rate() const;

    size_t rows() const { return rows_; }

  private:
    double trained_hz_;
    size_t rows_ = 0;
    double first_ = 0, last_ = 0;  // seconds
};

}  // namespace mote::live
