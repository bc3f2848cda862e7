// The points that a search ends with, their costs on the chip, and the one that meets the limits.
#pragma once

#include <set>
#include <vector>

#include "search/halving.hpp"

namespace mote::search {

class Finalists {
  public:
    /// Takes what `halving` knows; where there is a chip, lets it study the front, under limits then the others
    /// while there is time for it, and predicts what each point costs.
    Finalists(const Halving& halving, const Settings& settings);

    const std::vector<Judged>& points() const { return points_; }

    /// The point that choose() names, or the next best that also meets the limits as measured. A point that
    /// costs too much takes those of its candidate along that must cost too much as well, if costs are at
    /// least proportional to size less a constant. Error (usage) when none is left, those of Chip::measure
    /// when limits cannot be checked.
    Result<Judged> choose_measured();

    /// Whether a model meets the limits, measured where there are any.
    Result<bool> acceptable(const model::Bytes& model) const;

    /// Indices into points(), of what fits the chip. Each was studied, whatever time is left: what is offered has a
    /// price that holds. Measures some of them, evenly spread over the front, and those that nothing is known of,
    /// while `go_on` says so.
    std::vector<size_t> measured_front(const std::function<bool()>& go_on);

  private:
    void study_front();
    void study(std::vector<size_t> some, double time_limit);
    bool measure(const std::vector<size_t>& some, const std::function<bool()>& go_on);
    void predict();

    const Halving& halving_;
    const Settings& settings_;
    std::vector<Judged> points_;
    std::set<size_t> studied_;  ///< that were on the front: indices into points_
};

}  // namespace mote::search
