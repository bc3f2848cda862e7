// The points that a search ends with, their costs on the chip, and the one that meets the limits.
#pragma once

#include <set>
#include <vector>

#include "search/halving.hpp"

namespace mote::search {

class Finalists {
  public:
    /// Takes what `halving` knows. Where there is a chip, lets it study those that contend (front_of), while there
    /// is time for it those too that may contend, and predicts what each point costs. Of the others it leaves out those
    /// whose costs are not sure: so whatever time there was, what the choice is among has costs that hold.
    Finalists(const Halving& halving, const Settings& settings);

    const std::vector<Judged>& points() const { return points_; }

    /// The point that choose() names, or the next best that also meets the limits as measured. A point that
    /// costs too much takes those of its candidate along that must cost too much as well, if costs are at
    /// least proportional to size less a constant. Without limits of the user only what may not fit the chip is
    /// measured. Error (usage) when none is left, those of Chip::measure when limits cannot be checked.
    Result<Judged> choose_measured();

    /// Whether a model meets the limits, measured where that is in doubt.
    Result<bool> acceptable(const model::Bytes& model) const;

    /// Indices into points(), of what meets the limits. Measures some of them, evenly spread over the front, and those
    /// that nothing is known of, while `go_on` says so. Leaves out what they beat and has no costs.
    std::vector<size_t> measured_front(const std::function<bool()>& go_on);

  private:
    void study_contenders(double doubt, double end);
    void leave_out_unsure();
    void study(std::vector<size_t> some, double end);
    bool in_doubt(const model::Bytes& model, const std::optional<Cost>& cost) const;
    bool may_be_offered(const Judged& point, bool checked) const;
    Error none_left(const std::optional<Error>& refusal) const;
    bool measure(const std::vector<size_t>& some, const std::function<bool()>& go_on);
    void predict();

    const Halving& halving_;
    const Settings& settings_;
    std::vector<Judged> points_;
    std::set<const model::Bytes*> studied_;
};

}  // namespace mote::search
