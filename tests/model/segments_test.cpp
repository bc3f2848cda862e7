#include "model/segments.hpp"

#include <gtest/gtest.h>

#include "../runtime/pass_through.hpp"
#include "core/rows.hpp"
#include "model/evaluator.hpp"
#include "sample_models.hpp"

namespace mote::model {
namespace {

Package package_with(const Model& m, std::vector<Segment> segments) {
    Package out;
    out.binary = to_binary(m).value();
    out.task = m.task;
    out.shape = {1, static_cast<uint16_t>(m.encoder.shape.axes)};
    for (size_t i = 0; i < out.shape.axes; ++i) out.columns.push_back("x" + std::to_string(i));
    set_segments(out.information, segments);
    return out;
}

std::vector<Contribution> of_row(const Package& package, std::vector<float> row, uint8_t most = 10) {
    const size_t columns = row.size();
    const SampleMatrix samples(std::move(row), columns);
    const auto found = contributions(package, samples, all_rows(1), most);
    EXPECT_TRUE(found) << found.error().text();
    return found ? found->at(0) : std::vector<Contribution>{};
}

std::vector<std::pair<size_t, int32_t>> margins(const std::vector<Contribution>& found) {
    std::vector<std::pair<size_t, int32_t>> out;
    for (const auto& one : found) out.emplace_back(one.segment, one.margin);
    return out;
}

using Margins = std::vector<std::pair<size_t, int32_t>>;

TEST(Contributions, of_more_than_two_classes_are_of_the_lead_over_the_second) {
    const auto package =
        package_with(test::pass_through(3, Task::multiclass), {{0, 1, 0}, {1, 1, 0}, {2, 1, 0}});
    const auto found = of_row(package, {640, 100, 10});
    EXPECT_EQ(margins(found), (Margins{{0, 640}, {1, -100}})) << "the third class decides nothing";
    EXPECT_DOUBLE_EQ(found[0].value, 10) << "in nats";
    EXPECT_EQ(margins(of_row(package, {1, 7, 7})), (Margins{{1, 7}, {2, -7}})) << "of equals the first";
}

TEST(Contributions, of_two_classes_are_towards_the_answered_one) {
    const auto package = package_with(test::pass_through(1, Task::binary), {{0, 1, -3}});
    EXPECT_EQ(margins(of_row(package, {5})), (Margins{{0, 8}}));
    EXPECT_EQ(margins(of_row(package, {-5})), (Margins{{0, 2}}));
    EXPECT_EQ(margins(of_row(package, {-3})), Margins{}) << "as usual";
}

TEST(Contributions, of_a_value_are_what_raises_it) {
    auto m = test::pass_through(1, Task::regression);
    m.score_offset = 1000;
    EXPECT_EQ(margins(of_row(package_with(m, {{0, 1, 10}}), {-22})), (Margins{{0, -32}}));
}

TEST(Contributions, are_the_strongest_however_far_apart_scores_are) {
    const auto package = package_with(test::pass_through(4, Task::multiclass),
                                      {{0, 1, -5}, {0, 1, 2}, {0, 1, 90}, {3, 1, 60}, {0, 2, -9}});
    EXPECT_EQ(margins(of_row(package, {50, 0, 0, 40}, 3)), (Margins{{4, 59}, {0, 55}, {1, 48}}));
    // scores 4.2e9 apart: their difference has more than 32 bits, what it owes an input does not
    auto far = test::pass_through(2, Task::multiclass);
    auto& dense = std::get<Dense>(far.layers[0]);
    dense.requantisation.bias_shift = 16;
    dense.biases.q = {32000, -32000};
    EXPECT_EQ(margins(of_row(package_with(far, {{0, 1, 3}, {1, 1, 3}}), {10, 50})),
              (Margins{{1, -47}, {0, 7}}));
}

/// Another way to the same: each occluded row is answered as a row.
TEST(Contributions, are_differences_of_the_scores_of_rows_for_every_kind_of_model) {
    for (const auto& recipe : testing::recipes()) {
        auto package = testing::make_package(recipe);
        const size_t inputs = package.columns.size(), stride = segment_stride(package.shape);
        const auto last = static_cast<uint16_t>((inputs - 1) / stride);
        std::vector<Segment> segments = {
            {0, 1, 20}, {0, static_cast<uint16_t>(last + 1), -30}, {static_cast<uint16_t>(inputs - 1), 1, 7}};
        set_segments(package.information, segments);
        std::vector<float> values;
        for (size_t i = 0; i < inputs; ++i) values.push_back(static_cast<float>((i * 37) % 201) - 100);
        const SampleMatrix row(values, inputs);
        if (recipe.activation == Activation::f32) {
            EXPECT_FALSE(contributions(package, row, all_rows(1), 3));
            continue;
        }
        const auto plain = evaluate(package.binary, row);
        ASSERT_TRUE(plain);
        const auto found = of_row(package, values, 3);
        if (recipe.kind == testing::Recipe::Kind::network) {
            EXPECT_FALSE(found.empty()) << recipe.name;
        }
        for (const auto& one : found) {
            auto changed = values;
            for (size_t k = 0; k < segments[one.segment].count; ++k)
                changed[segments[one.segment].first + k * stride] = segments[one.segment].baseline;
            const auto other = evaluate(package.binary, SampleMatrix(changed, inputs));
            ASSERT_TRUE(other);
            const size_t k = plain->classes[0];
            const auto margin = [&](const Answers& a) {
                if (a.task != Task::multiclass)
                    return a.task == Task::binary && k == 0 ? -a.scores[0] : a.scores[0];
                size_t second = k == 0;
                for (size_t c = 0; c < a.score_count; ++c)
                    if (c != k && plain->scores[c] > plain->scores[second]) second = c;
                return a.scores[k] - a.scores[second];
            };
            EXPECT_NEAR(one.value, margin(*plain) - margin(*other), 1e-9) << recipe.name;
        }
    }
}

TEST(Segments, that_do_not_fit_the_inputs_are_none) {
    const auto m = test::pass_through(4, Task::multiclass);
    EXPECT_EQ(segments_of(package_with(m, {{3, 1, 0.5f}})), (std::vector<Segment>{{3, 1, 0.5f}}));
    EXPECT_TRUE(segments_of(package_with(m, {{4, 1, 0}})).empty());
    EXPECT_TRUE(segments_of(package_with(m, {{2, 3, 0}})).empty());
    EXPECT_TRUE(segments_of(package_with(m, {{0, 0, 0}})).empty());
    auto package = package_with(m, {});
    for (const char* text : {"7", "[7]", "[[0,1]]", "[[0,1,\"x\"]]", "[[-1,1,0]]", "[[0,70000,0]]"}) {
        package.information["segments"] = nlohmann::json::parse(text);
        EXPECT_TRUE(segments_of(package).empty()) << text;
    }
    const auto refused = contributions(package, SampleMatrix(std::vector<float>(4), 4), all_rows(1), 3);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
}

TEST(Segments, are_called_by_their_columns) {
    auto package = package_with(test::pass_through(4, Task::multiclass), {});
    EXPECT_EQ(segment_name(package, {2, 1, 0}), "x2");
    package.shape = {2, 2};
    EXPECT_EQ(segment_name(package, {1, 2, 0}), "x1 to x3");
}

}  // namespace
}  // namespace mote::model
