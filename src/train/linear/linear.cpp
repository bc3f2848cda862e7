#include "train/linear/linear.hpp"

#include "train/network/candidate.hpp"

namespace mote::train::linear {

namespace {

class Linear final : public Family {
  public:
    std::string_view name() const override { return "linear"; }
    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<network::Structure> structures{network::structure_for(rows)};
        return network::select_candidates(name(), rows, goal, structures, {}, 4);
    }
};

}  // namespace

const Family& family() {
    static const Linear instance;
    return instance;
}

}  // namespace mote::train::linear
