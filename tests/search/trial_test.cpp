#include "search/trial.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "made_rows.hpp"

namespace mote::search {
namespace {

/// A path: models that say 0 whatever comes, then, if wanted, one that looks at the first two inputs.
class Path final : public train::Candidate {
  public:
    explicit Path(bool useful) : useful_(useful) {}
    std::string_view family() const override { return "made"; }
    std::string describe() const override { return "made"; }
    size_t model_bytes() const override { return 100; }
    Result<std::vector<model::Model>> train(const TrainingRows&, const train::Effort&) const override {
        std::vector<model::Model> path = {model_of(0), model_of(0)};
        if (useful_) path.push_back(model_of(20));
        return path;
    }

  private:
    static model::Model model_of(int32_t weight) {
        model::Model m;
        m.task = Task::binary;
        m.scores = 1;
        m.score_exponent = -8;
        m.encoder.shape = {1, 6};
        m.encoder.entries = {{0, 0, 0, 1}};
        m.layers.emplace_back(model::Dense{1,
                                           {0, 0, false},
                                           {model::WeightCode::i8, {weight, weight, 0, 0, 0, 0}, {}},
                                           {model::WeightCode::i8, {0}, {}}});
        return m;
    }
    bool useful_;
};

Trial trial_of(bool useful) {
    const auto rows = made_rows(200, 3);
    auto trial = run_trial(Path(useful), rows, rows, {}, "auc", [](const model::Bytes&) { return true; });
    EXPECT_TRUE(trial) << trial.error().text();
    return trial ? *trial : Trial{};
}

TEST(RunTrial, leaves_out_models_that_answer_all_rows_alike) {
    const auto trial = trial_of(true);
    ASSERT_EQ(trial.points.size(), 1u);
    EXPECT_GT(trial.points[0].score, 0.8);
}

TEST(RunTrial, keeps_them_where_there_are_no_others) {
    EXPECT_EQ(trial_of(false).points.size(), 2u);
}

/// The largest model of the first candidate of `family`, trained on `rows`.
model::Bytes trained_by(const char* family, const TrainingRows& rows) {
    train::Goal goal;
    goal.max_model_bytes = 200;
    for (const auto* f : train::families()) {
        if (f->name() != family) continue;
        const auto path = f->candidates(rows, goal).front()->train(rows, {0.2, 1, {}});
        return model::to_binary(path->back()).value();
    }
    return {};
}

TEST(Trial, tells_a_refit_that_went_wrong) {
    const auto rows = made_rows(600, 12);
    auto fold = rows;
    fold.index.resize(450);
    auto mistaken = rows;  // as a training that failed would leave it: it knows nothing
    auto targets = std::make_shared<Targets>(*rows.targets);
    Rng(5).shuffle(targets->labels);
    mistaken.targets = targets;
    const auto validated = trained_by("linear", fold);
    const auto good = clearly_worse(trained_by("linear", rows), validated, rows, "auc");
    const auto bad = clearly_worse(trained_by("linear", mistaken), validated, rows, "auc");
    ASSERT_TRUE(good.ok() && bad.ok());
    EXPECT_FALSE(*good);
    EXPECT_TRUE(*bad);
}

TEST(Trial, is_not_validated_by_no_rows) {
    auto nothing = made_rows(100, 13);
    nothing.index.clear();
    EXPECT_FALSE(validate(trained_by("linear", made_rows(100, 13)), nothing, "auc").ok());
}

TEST(Trial, scores_like_knowing_nothing_where_the_rows_cannot_tell) {
    const auto rows = made_rows(100, 13);
    auto one_class = rows;
    std::erase_if(one_class.index, [&](uint32_t r) { return rows.targets->labels[r] == 0; });
    const auto point = validate(trained_by("linear", rows), one_class, "auc");
    ASSERT_TRUE(point.ok());
    EXPECT_EQ(point->score, 0.5);
}

}  // namespace
}  // namespace mote::search
