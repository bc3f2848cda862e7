#include "train/mlp/mlp.hpp"

#include "train/network/candidate.hpp"

namespace mote::train::mlp {

namespace {

class Mlp final : public Family {
  public:
    std::string_view name() const override { return "mlp"; }
    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<network::Structure> structures;
        for (int first : {2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64})
            for (int second : {0, 4, 6, 8, 12, 16}) structures.push_back(make(rows, first, second));
        return network::select_candidates(name(), rows, goal, structures, {}, 16);
    }

  private:
    static network::Structure make(const TrainingRows& rows, int first, int second) {
        auto s = network::structure_for(rows);
        s.hidden.push_back({.kind = network::Kind::dense, .outputs = static_cast<uint8_t>(first)});
        if (second > 0)
            s.hidden.push_back({.kind = network::Kind::dense, .outputs = static_cast<uint8_t>(second)});
        return s;
    }
};

}  // namespace

const Family& family() {
    static const Mlp instance;
    return instance;
}

}  // namespace mote::train::mlp
