#include <algorithm>
#include <cmath>

#include "model/metrics/parts.hpp"

namespace mote::model {

namespace {

/// One class against the rest.
struct Tally {
    double hit = 0;       ///< rows of the class that are answered so
    double rows = 0;      ///< of the class
    double answered = 0;  ///< as the class
};

std::vector<Tally> tallies(const std::vector<size_t>& matrix, size_t classes) {
    std::vector<Tally> out(classes);
    for (size_t truth = 0; truth < classes; ++truth)
        for (size_t answer = 0; answer < classes; ++answer) {
            const auto count = static_cast<double>(matrix[truth * classes + answer]);
            out[truth].rows += count;
            out[answer].answered += count;
            if (truth == answer) out[truth].hit += count;
        }
    return out;
}

std::optional<double> ratio(double above, double below) {
    if (below <= 0) return std::nullopt;
    return above / below;
}

double f1_of(const Tally& t) {
    return 2 * t.hit / (t.rows + t.answered);
}

/// Mean of what `of` gives for the classes that can tell it.
template <class Of>
std::optional<double> mean_over(const std::vector<Tally>& classes, const Of& of) {
    double sum = 0, counted = 0;
    for (const Tally& t : classes)
        if (const std::optional<double> value = of(t)) sum += *value, ++counted;
    return ratio(sum, counted);
}

/// Agreement beyond chance, and the correlation of truth and answer: both from the same sums.
void measure_agreement(const std::vector<Tally>& classes, double n, Metrics& m) {
    double hits = 0, by_chance = 0, truth_squares = 0, answer_squares = 0;
    for (const Tally& t : classes) {
        hits += t.hit;
        by_chance += t.rows * t.answered;
        truth_squares += t.rows * t.rows;
        answer_squares += t.answered * t.answered;
    }
    m.kappa = ratio(hits * n - by_chance, n * n - by_chance);
    m.mcc = ratio(hits * n - by_chance,
                  std::sqrt(std::max(0.0, n * n - truth_squares) * std::max(0.0, n * n - answer_squares)));
}

void measure_positive_class(const std::vector<Tally>& classes, double n, Metrics& m) {
    const Tally &negative = classes[0], &positive = classes[1];
    m.precision = ratio(positive.hit, positive.answered);
    m.recall = ratio(positive.hit, positive.rows);
    m.specificity = ratio(negative.hit, n - positive.rows);
    m.f1 = ratio(2 * positive.hit, positive.rows + positive.answered);
}

}  // namespace

std::vector<size_t> confusion_matrix(std::span<const uint16_t> truth, std::span<const uint8_t> answered,
                                     size_t classes) {
    std::vector<size_t> matrix(classes * classes);
    for (size_t i = 0; i < truth.size(); ++i) ++matrix[truth[i] * classes + answered[i]];
    return matrix;
}

void measure_classes(const Answers& answers, std::span<const uint16_t> truth, Metrics& m) {
    const auto classes = tallies(confusion_matrix(truth, answers.classes, answers.outputs), answers.outputs);
    const auto n = static_cast<double>(truth.size());
    double hits = 0, weighted = 0;
    for (const Tally& t : classes) {
        hits += t.hit;
        if (t.rows > 0) weighted += t.rows * f1_of(t) / n;
    }
    m.accuracy = hits / n;
    m.weighted_f1 = weighted;
    const auto recall = [](const Tally& t) { return ratio(t.hit, t.rows); };
    m.balanced_accuracy = mean_over(classes, recall).value_or(0);
    m.macro_f1 =
        mean_over(classes, [](const Tally& t) { return ratio(2 * t.hit, t.rows + t.answered); }).value_or(0);
    measure_agreement(classes, n, m);
    if (answers.task == Task::binary) return measure_positive_class(classes, n, m);
    m.recall = m.balanced_accuracy;
    m.precision = mean_over(classes, [](const Tally& t) { return ratio(t.hit, t.answered); });
    m.specificity = mean_over(
        classes, [n](const Tally& t) { return ratio(n - t.rows - t.answered + t.hit, n - t.rows); });
}

}  // namespace mote::model
