#include "train/mlp/mlp.hpp"

#include "train/network/candidate.hpp"

namespace mote::train::mlp {

namespace {

using model::WeightCode;
using network::Structure;

Structure make(const TrainingRows& rows, int first, int second, WeightCode code) {
    auto s = network::structure_for(rows);
    s.hidden.push_back({.kind = network::Kind::dense, .outputs = static_cast<uint8_t>(first)});
    if (second > 0)
        s.hidden.push_back({.kind = network::Kind::dense, .outputs = static_cast<uint8_t>(second)});
    return network::with_codes(std::move(s), code, code);
}

std::vector<Structure> structures_with(const TrainingRows& rows, WeightCode code) {
    std::vector<Structure> out;
    for (int first : {2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128})
        for (int second : {0, 4, 6, 8, 12, 16})
            if (second < first) out.push_back(make(rows, first, second, code));
    return out;
}

/// Small sets need strong regularisation, large ones little.
std::vector<network::Settings> settings_for(const TrainingRows& rows) {
    network::Settings loose;
    loose.weight_decay = 0.002f;
    return network::regularised(rows, {network::Settings{}, loose});
}

class Mlp final : public Family {
  public:
    std::string_view name() const override { return "mlp"; }
    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        // long series are the business of convolutions
        if (rows.shape.ordered() && rows.samples->columns() > 100) return {};
        auto structures = network::spread(rows, goal, structures_with(rows, WeightCode::i8), 6);
        if (goal.bits == 8)
            for (auto& s : network::spread(rows, goal, structures_with(rows, WeightCode::i4), 6))
                structures.push_back(std::move(s));
        return network::combine(name(), goal, std::move(structures), settings_for(rows));
    }
};

}  // namespace

const Family& family() {
    static const Mlp instance;
    return instance;
}

}  // namespace mote::train::mlp
