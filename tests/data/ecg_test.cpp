#include "data/ecg.hpp"

#include <algorithm>
#include <cmath>

#include "data/dataset.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

class EcgTest : public FilesTest {};

// Mean over the beats of one class at each sample.
std::vector<double> mean_beat(const SyntheticBeats& beats, uint8_t label) {
    std::vector<double> mean(beat_samples, 0.0);
    double count = 0;
    for (size_t i = 0; i < beats.size(); ++i) {
        if (beats.labels[i] != label) continue;
        ++count;
        for (size_t s = 0; s < beat_samples; ++s) mean[s] += beats.samples[i * beat_samples + s];
    }
    for (auto& value : mean) value /= count;
    return mean;
}

TEST_F(EcgTest, TheSameSeedGivesTheSameBeats) {
    const auto first = synthetic_beats(50, 3);
    EXPECT_EQ(first.samples, synthetic_beats(50, 3).samples);
    EXPECT_EQ(first.labels, synthetic_beats(50, 3).labels);
    EXPECT_NE(first.samples, synthetic_beats(50, 4).samples);
}

TEST_F(EcgTest, MoreBeatsBeginWithTheSameOnes) {
    const auto few = synthetic_beats(10, 1);
    const auto more = synthetic_beats(20, 1);
    EXPECT_TRUE(std::equal(few.samples.begin(), few.samples.end(), more.samples.begin()));
}

TEST_F(EcgTest, ABeatStartsAtItsPeakFillsTheRangeAndEndsPadded) {
    const auto beats = synthetic_beats(100, 1);
    size_t starts_high = 0, padded = 0;
    for (size_t i = 0; i < beats.size(); ++i) {
        const auto* beat = &beats.samples[i * beat_samples];
        EXPECT_EQ(*std::max_element(beat, beat + beat_samples), 32767);
        EXPECT_EQ(*std::min_element(beat, beat + beat_samples), -32768);
        starts_high += beat[0] > 20000;
        padded += beat[beat_samples - 1] == -32768;
    }
    EXPECT_GE(starts_high, 95u);
    EXPECT_GE(padded, 90u) << "1.2 heart periods are shorter than 1.5 s in nearly all";
}

TEST_F(EcgTest, AHealthyBeatHasATWaveAboveTheBaseline) {
    const auto mean = mean_beat(synthetic_beats(400, 1), 0);
    const auto t_wave = std::max_element(mean.begin() + 15, mean.begin() + 50);
    const double baseline = *std::min_element(mean.begin() + 10, mean.begin() + 20);
    EXPECT_GT(*t_wave - baseline, 5000.0);
    EXPECT_GT(t_wave - mean.begin(), 15);
}

TEST_F(EcgTest, ClassesDifferAndHaveTheSharesOfTheRealSet) {
    const auto beats = synthetic_beats(1000, 2);
    const auto abnormal = std::count(beats.labels.begin(), beats.labels.end(), 1);
    EXPECT_NEAR(static_cast<double>(abnormal) / 1000, 0.72, 0.05);
    const auto normal_mean = mean_beat(beats, 0), abnormal_mean = mean_beat(beats, 1);
    double largest = 0;
    for (size_t s = 0; s < beat_samples; ++s)
        largest = std::max(largest, std::abs(normal_mean[s] - abnormal_mean[s]));
    EXPECT_GT(largest, 1500.0);
}

TEST_F(EcgTest, WavesWidenWithTheHeartRateAsInThePaper) {
    const EcgShape slow = normal_shape(1.0), fast = normal_shape(0.5);
    EXPECT_DOUBLE_EQ(slow.events[EcgShape::P].height, 1.2);
    EXPECT_DOUBLE_EQ(slow.events[EcgShape::R].width, 0.1);
    EXPECT_NEAR(fast.events[EcgShape::R].width, 0.1 * std::sqrt(2.0), 1e-12);
    EXPECT_NEAR(fast.events[EcgShape::T].angle, slow.events[EcgShape::T].angle * std::pow(2.0, 0.25), 1e-12);
}

TEST_F(EcgTest, TheFileReadsLikeTheRealOne) {
    const std::string file = path("beats.csv"), folds = path("folds.txt");
    ASSERT_TRUE(write_synthetic_beats(file, 200, 1).ok());
    ASSERT_TRUE(write_synthetic_folds(folds, 200, 1).ok());
    const auto dataset = load_dataset({.file = file, .target = "target", .folds_file = folds, .fold = 0});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_EQ(dataset->test.size(), 40u);
    EXPECT_EQ(dataset->training.shape.steps, beat_samples);
    EXPECT_EQ(dataset->training.columns.back(), "t186");
    const auto beats = synthetic_beats(200, 1);
    const auto sample = [&](size_t row) {
        return static_cast<float>(beats.samples[row * beat_samples + 30]);
    };
    for (const uint32_t row : dataset->training.index) {
        EXPECT_EQ(dataset->training.targets->labels[row], beats.labels[row]);
        EXPECT_EQ(dataset->training.samples->at(row, 30), sample(row));
    }
    for (size_t i = 0; i < 40; ++i) {
        EXPECT_EQ(dataset->test.targets->labels[i], beats.labels[dataset->held_out[i]]);
        EXPECT_EQ(dataset->test.samples->at(i, 30), sample(dataset->held_out[i]));
    }
}

TEST_F(EcgTest, AFolderThatIsNotThereIsAnError) {
    EXPECT_FALSE(write_synthetic_beats(path("no/such/beats.csv"), 10, 1).ok());
}

}  // namespace
}  // namespace mote::data
