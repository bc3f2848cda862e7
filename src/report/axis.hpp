// Axes: few round ticks, and where a value stands along a line of pixels.
#pragma once

#include <string>
#include <vector>

namespace mote::report {

struct Axis {
    std::string label = {};  ///< what is counted or measured
    std::string unit = {};   ///< "ms", "bytes"; empty: none
    bool logarithmic = false;

    std::string text() const { return unit.empty() ? label : label + " (" + unit + ")"; }
};

struct Tick {
    double at = 0;
    std::string text;
};

/// Round numbers (1, 2 or 5 times a power of ten) from `low` to `high`, at most `most` of them, most >= 2.
std::vector<Tick> linear_ticks(double low, double high, size_t most);
/// Powers of ten, with 2 and 5 between them where they fit; low > 0.
std::vector<Tick> logarithmic_ticks(double low, double high, size_t most);

/// Values to pixels. A range of no length gets some; a logarithmic one starts above 0.
class Scale {
  public:
    Scale(double low, double high, double from, double to, bool logarithmic = false);

    double operator()(double value) const;
    std::vector<Tick> ticks(size_t most) const;
    double low() const { return low_; }
    double high() const { return high_; }

  private:
    double low_, high_, from_, to_;
    bool logarithmic_;
};

}  // namespace mote::report
