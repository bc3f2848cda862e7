// The points that a search ends with, their costs on the chip, and the one that meets the limits.
#pragma once

#include <set>
#include <vector>

#include "search/halving.hpp"

namespace mote::search {

class Finalists {
  public:
    /// Takes what `halving` knows. Where there is a chip, profiles the Pareto candidates, while there is
    /// time those too that may be some, and predicts what each point costs. Drops those whose costs are estimates that
    /// others dominate: whatever time there was, the choice is among costs that hold.
    Finalists(const Halving& halving, const Settings& settings);

    const std::vector<Scored>& points() const { return points_; }

    /// The point that choose() names, or the next best that also meets the limits as measured. A point that
    /// costs too much takes those of its candidate along that must cost too much as well, if costs are at
    /// least proportional to size less a constant. Without limits of the user only what may not fit the chip is
    /// measured. Error (usage) when none is left, those of Chip::measure when limits cannot be checked.
    Result<Scored> choose_measured();

    /// Whether a model meets the limits, measured where that is in doubt.
    Result<bool> acceptable(const model::Bytes& model) const;

    /// Indices into points(), of what meets the limits. Measures some of them, evenly spread over the front, and those
    /// that nothing is known of, while `go_on` says so. Drops points that measured points dominate.
    std::vector<size_t> measured_front(const std::function<bool()>& go_on);

  private:
    void profile_pareto_candidates(double doubt, double end);
    void drop_uncalibrated();
    void profile(std::vector<size_t> some, double end);
    bool in_doubt(const model::Bytes& model, const std::optional<Cost>& cost) const;
    bool may_be_offered(const Scored& point, bool checked) const;
    Error none_left(const std::optional<Error>& refusal) const;
    bool measure(const std::vector<size_t>& some, const std::function<bool()>& go_on);
    void predict();

    const Halving& halving_;
    const Settings& settings_;
    std::vector<Scored> points_;
    std::set<const model::Bytes*> profiled_;
};

}  // namespace mote::search
