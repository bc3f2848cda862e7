#include "train/linear/linear.hpp"

#include "train/network/candidate.hpp"

namespace mote::train::linear {

namespace {

using model::WeightCode;

std::vector<network::Settings> settings_for(const TrainingRows& rows) {
    network::Settings strict;
    strict.weight_decay = 0.3f;
    return network::regularised(rows, {network::Settings{}, strict});
}

class Linear final : public Family {
  public:
    std::string_view name() const override { return "linear"; }
    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<network::Structure> structures;
        for (WeightCode code : {WeightCode::i8, WeightCode::i4})
            structures.push_back(network::with_codes(network::structure_for(rows), code, code));
        return network::combine(name(), goal, network::spread(rows, goal, std::move(structures), 2),
                                settings_for(rows));
    }
};

}  // namespace

const Family& family() {
    static const Linear instance;
    return instance;
}

}  // namespace mote::train::linear
