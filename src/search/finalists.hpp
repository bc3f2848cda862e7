// The points that a search ends with, their costs on the chip, and the one that meets the limits.
#pragma once

#include <vector>

#include "search/halving.hpp"

namespace mote::search {

class Finalists {
  public:
    /// Takes what `halving` knows; predicts what each point costs, where there is a chip. Under its limits
    /// each kind of code is studied first.
    Finalists(const Halving& halving, const Settings& settings);

    const std::vector<Judged>& points() const { return points_; }

    /// The point that choose() names, or the next best that also meets the limits as measured. A point that
    /// costs too much takes those of its candidate along that must cost too much as well, if costs are at
    /// least proportional to size less a constant. Error (usage) when none is left, those of Chip::measure
    /// when limits cannot be checked.
    Result<Judged> choose_measured();

    /// Whether a model meets the limits, measured where there are any.
    Result<bool> acceptable(const model::Bytes& model) const;

    /// Indices into points(). Measures some of them, evenly spread over the front, while `go_on` says so.
    std::vector<size_t> measured_front(const std::function<bool()>& go_on);

  private:
    void study();
    void predict();

    const Halving& halving_;
    const Settings& settings_;
    std::vector<Judged> points_;
};

}  // namespace mote::search
