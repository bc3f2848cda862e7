#include "train/conv/conv.hpp"

#include <algorithm>

#include "train/network/candidate.hpp"

namespace mote::train::conv {

namespace {

using model::WeightCode;
using network::Kind;
using network::LayerSpec;
using network::Structure;

/// How weights are stored: the first layer sees the samples and is the smallest, so it may keep 8 bits.
struct Codes {
    WeightCode first, rest, output;
};
constexpr Codes first_layer_8{WeightCode::i8, WeightCode::i4, WeightCode::i8};
constexpr Codes all_4{WeightCode::i4, WeightCode::i4, WeightCode::i4};
constexpr Codes deep_ternary{WeightCode::i4, WeightCode::ternary, WeightCode::i4};
constexpr Codes all_8{WeightCode::i8, WeightCode::i8, WeightCode::i8};

LayerSpec convolution(int outputs, int kernel, int stride, WeightCode code) {
    return {.kind = Kind::conv,
            .outputs = static_cast<uint8_t>(outputs),
            .kernel = static_cast<uint8_t>(std::min(kernel, 255)),
            .stride = static_cast<uint8_t>(std::min(stride, 255)),
            .relu = true,
            .code = code};
}

/// A kernel that covers its stride about twice.
int kernel_for(int stride) {
    return stride == 1 ? 3 : 2 * stride + 1;
}

Structure chain(const TrainingRows& rows, const std::vector<int>& strides, const std::vector<int>& channels,
                const Codes& codes) {
    auto s = network::structure_for(rows);
    s.output_code = codes.output;
    for (size_t i = 0; i < strides.size(); ++i) {
        // a last layer over few steps needs no long kernel
        const int kernel = i == 2 ? 2 * strides[i] : kernel_for(strides[i]);
        s.hidden.push_back(
            convolution(channels[i], std::max(kernel, 3), strides[i], i == 0 ? codes.first : codes.rest));
    }
    return s;
}

int first_stride(const TrainingRows& rows) {
    return std::clamp((rows.shape.steps + 22) / 45, 1, 40);
}

/// Strides that leave a handful of steps for the output layer.
std::vector<std::vector<int>> stride_chains(const TrainingRows& rows) {
    const int first = first_stride(rows);
    if (rows.shape.steps < 50) return {{1, 2}, {2, 2}, {1, 3, 2}};
    return {{first, 3, 2}, {std::max(first - 1, 1), 3, 3}};
}

/// Three layers whose later ones are wider did best on every series tried, and 4 bits a weight beat 8 at
/// equal size; ternary weights need width.
std::vector<Structure> flat(const TrainingRows& rows) {
    std::vector<Structure> out;
    const std::vector<int> narrow[] = {{2, 3, 3}, {3, 4, 4}, {3, 5, 5},   {4, 6, 6},
                                       {5, 8, 8}, {6, 8, 8}, {6, 10, 10}, {8, 10, 10}};
    const std::vector<int> wide[] = {{8, 12, 12},  {8, 16, 16},  {12, 16, 16},
                                     {12, 24, 16}, {16, 24, 24}, {16, 32, 32}};
    for (const auto& strides : stride_chains(rows)) {
        for (const auto& channels : narrow)
            for (const auto& codes : {first_layer_8, all_4})
                out.push_back(chain(rows, strides, channels, codes));
        for (const auto& channels : wide)
            for (const auto& codes : {first_layer_8, deep_ternary})
                out.push_back(chain(rows, strides, channels, codes));
    }
    return out;
}

std::vector<Structure> pooled(const TrainingRows& rows) {
    std::vector<Structure> out;
    const int first = first_stride(rows);
    for (Kind pool : {Kind::mean_pool, Kind::max_pool})
        for (int channels : {4, 6, 8, 10, 12, 16, 24})
            for (const auto& codes : {all_4, all_8}) {
                auto one = chain(rows, {first}, {channels}, codes);
                auto two = chain(rows, {first, 2}, {channels, channels + channels / 2}, codes);
                one.hidden.push_back({.kind = pool});
                two.hidden.push_back({.kind = pool});
                out.push_back(std::move(one));
                if (rows.shape.steps >= 20) out.push_back(std::move(two));
            }
    return out;
}

/// With few rows whatever holds back helps (docs/training.md, "Few rows").
std::vector<network::Settings> settings_for(const TrainingRows& rows) {
    network::Settings plain, augmented;
    if (rows.size() >= base::few_rows) {
        augmented.augmentation.stretch = 0.1f;
        augmented.augmentation.shift = 0.02f * static_cast<float>(rows.shape.steps);
        return {plain, augmented};
    }
    augmented.augmentation = base::augmentation_for(rows);
    network::Settings held = plain, both = augmented;
    held.weight_decay = both.weight_decay = 0.2f;
    held.augmentation.noise = both.augmentation.noise = 0.2f;
    return {augmented, both, held};
}

class Convolutional final : public Family {
  public:
    std::string_view name() const override { return "conv"; }
    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        if (!rows.shape.ordered() || rows.shape.steps < 6) return {};
        const size_t structures_of_a_kind = rows.size() < base::few_rows ? 6 : 10;
        auto structures = network::spread(rows, goal, flat(rows), structures_of_a_kind);
        for (auto& s : network::spread(rows, goal, pooled(rows), 2)) structures.push_back(std::move(s));
        return network::combine(name(), goal, std::move(structures), settings_for(rows));
    }
};

}  // namespace

const Family& family() {
    static const Convolutional instance;
    return instance;
}

}  // namespace mote::train::conv
