#include "train/conv/conv.hpp"

#include "train/network/candidate.hpp"

namespace mote::train::conv {

namespace {

using network::Kind;
using network::LayerSpec;
using network::Structure;

LayerSpec convolution(int outputs, int kernel, int stride) {
    return {.kind = Kind::conv,
            .outputs = static_cast<uint8_t>(outputs),
            .kernel = static_cast<uint8_t>(kernel),
            .stride = static_cast<uint8_t>(stride)};
}

void add(std::vector<Structure>& out, const TrainingRows& rows, std::vector<LayerSpec> hidden) {
    auto s = network::structure_for(rows);
    s.hidden = std::move(hidden);
    out.push_back(std::move(s));
}

class Convolutional final : public Family {
  public:
    std::string_view name() const override { return "conv"; }
    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<Structure> structures;
        if (!rows.shape.ordered()) return {};
        for (int c : {3, 4, 6, 8, 10, 12, 16})
            for (int kernel : {5, 7, 9})
                for (int stride : {2, 3, 4}) {
                    add(structures, rows,
                        {convolution(c, kernel, stride), convolution(c, 5, 3), convolution(c, 3, 2)});
                    add(structures, rows, {convolution(c, kernel, stride), convolution(c, 5, 3)});
                }
        return network::select_candidates(name(), rows, goal, structures, {}, 20);
    }
};

}  // namespace

const Family& family() {
    static const Convolutional instance;
    return instance;
}

}  // namespace mote::train::conv
