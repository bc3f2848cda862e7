// The float-simulated network on its grid and the exported integer model give the same bits.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "made_rows.hpp"
#include "model/evaluator.hpp"
#include "support/needs.hpp"
#include "train/base/encoding.hpp"
#include "train/network/calibration.hpp"
#include "train/network/exporter.hpp"
#include "train/network/reader.hpp"

namespace mote::train::network {

namespace {

using model::Activation;

/// Scores of the simulated network, as integers, for the first 2 blocks of rows; then the exported model's.
void expect_same_bits(const TrainingRows& rows, const Structure& structure) {
    const auto encoder = base::choose_encoder(rows, Activation::i8);
    Network network(lower(structure), false);
    ASSERT_FALSE(network.plan().layers.empty());
    BlockReader reader(rows, encoder, Activation::i8);
    std::vector<float> parameters(network.plan().parameters), rounded(parameters.size());
    Buffer inputs(network.plan().inputs * block);
    std::vector<uint32_t> positions(block);
    for (uint32_t i = 0; i < block; ++i) positions[i] = i;
    reader.read(positions, inputs.data());
    Rng rng(11);
    initialise(network, parameters, inputs.data(), rng);
    const auto ranges = activation_ranges(network, parameters, inputs.all(), 0.02);  // some saturate
    const Grid grid = make_grid(network.plan(), parameters, ranges);
    round_to_grid(network.plan(), grid, parameters, rounded);
    const auto model =
        export_integers(network.plan(), encoder, grid, parameters, base::frame_of(rows, rows.index));
    const auto bytes = model::to_binary(model);
    ASSERT_TRUE(bytes.ok()) << bytes.error().text();
    auto evaluator = model::Evaluator::open(*bytes);
    ASSERT_TRUE(evaluator.ok());
    std::vector<float> row(rows.samples->columns()), answers(evaluator->outputs());
    for (uint32_t from = 0; from + block <= std::min<size_t>(rows.size(), 2 * block); from += block) {
        for (uint32_t i = 0; i < block; ++i) positions[i] = from + i;
        reader.read(positions, inputs.data());
        const auto scores = network.forward(rounded, grid, inputs.data());
        for (uint32_t r = 0; r < block; ++r) {
            rows.samples->copy_row(rows.index[from + r], row);
            evaluator->run(row, answers);
            for (size_t k = 0; k < structure.scores; ++k)
                ASSERT_EQ(std::ldexp(static_cast<double>(evaluator->raw_score(k)), model.score_exponent),
                          static_cast<double>(scores[k * block + r]))
                    << describe(structure) << " row " << from + r << " score " << k;
        }
    }
}

std::vector<std::vector<LayerSpec>> chains() {
    return {{},
            {{.kind = Kind::conv, .outputs = 6, .kernel = 7, .stride = 3},
             {.kind = Kind::conv, .outputs = 4, .kernel = 4, .stride = 2}},
            {{.kind = Kind::conv, .outputs = 5, .kernel = 5, .stride = 2, .relu = false},
             {.kind = Kind::mean_pool}},
            {{.kind = Kind::conv, .outputs = 5, .kernel = 5, .stride = 2},
             {.kind = Kind::max_pool},
             {.outputs = 4}},
            {{.kind = Kind::conv, .outputs = 6, .kernel = 7, .stride = 3, .code = model::WeightCode::i4},
             {.outputs = 4, .code = model::WeightCode::ternary}}};
}

void expect_same_bits_for_all_chains(const TrainingRows& rows) {
    for (const auto& hidden : chains()) {
        Structure s{.shape = rows.shape,
                    .task = rows.targets->task,
                    .scores = static_cast<uint8_t>(rows.targets->scores()),
                    .hidden = hidden};
        expect_same_bits(rows, s);
    }
}

size_t sign_class(const std::vector<float>& x) {
    return x[0] > 0 ? 1 : x[1] > 0 ? 2 : 0;
}

}  // namespace

TEST(BitExactness, HoldsForIntegerSamples) {
    expect_same_bits_for_all_chains(tests::classified_rows(80, {40, 3}, 3, 900.0f, true, sign_class));
}

TEST(BitExactness, HoldsForFloatSamplesOfAnyScale) {
    for (float scale : {1e-30f, 1e-9f, 0.01f, 3.0f, 1e8f, 1e30f})
        expect_same_bits_for_all_chains(tests::classified_rows(80, {40, 3}, 3, scale, false, sign_class));
}

TEST(BitExactness, HoldsForTablesWithAnEncodingAnAxis) {
    auto rows = tests::classified_rows(80, {1, 6}, 3, 1.0f, false, sign_class);
    auto values = std::get<std::vector<float>>(rows.samples->storage());
    const float scales[6] = {1, 1e4f, 1e-3f, 55, 0, 7};
    for (size_t i = 0; i < values.size(); ++i) values[i] = values[i] * scales[i % 6] + 3 * scales[i % 6];
    rows.samples = std::make_shared<SampleMatrix>(values, 6);
    expect_same_bits(
        rows,
        {.shape = {1, 6}, .task = Task::multiclass, .scores = 3, .hidden = {{.outputs = 9}, {.outputs = 4}}});
}

TEST(BitExactness, HoldsForSamplesThatAreNoNumbers) {
    auto rows = tests::classified_rows(80, {10, 1}, 3, 1.0f, false, sign_class);
    auto values = std::get<std::vector<float>>(rows.samples->storage());
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const float odd[6] = {std::nanf(""), infinity, -infinity, 1e30f, -1e30f, 1e-40f};
    for (size_t i = 0; i < values.size(); i += 7) values[i] = odd[i % 6];
    rows.samples = std::make_shared<SampleMatrix>(values, 10);
    expect_same_bits(rows,
                     {.shape = {10, 1}, .task = Task::multiclass, .scores = 3, .hidden = {{.outputs = 5}}});
}

TEST(BitExactness, HoldsForRealBeats) {
    const auto rows = tests::real_beats();
    MOTE_NEEDS("data", rows.size() > 0, "ptb_heartbeat is not in the data folder");
    expect_same_bits_for_all_chains(rows);
}

}  // namespace mote::train::network
