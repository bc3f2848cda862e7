#include "train/base/losses.hpp"

#include <algorithm>

namespace mote::train::base {

namespace {

double softmax_loss(size_t rows, std::span<const float> scores, std::span<const float> targets,
                    std::span<float> gradients) {
    double total = 0;
    const size_t classes = scores.size() / rows;
    for (size_t r = 0; r < rows; ++r) {
        float largest = scores[r];
        for (size_t k = 1; k < classes; ++k) largest = std::max(largest, scores[k * rows + r]);
        float denominator = 0;
        for (size_t k = 0; k < classes; ++k) denominator += std::exp(scores[k * rows + r] - largest);
        const float normaliser = largest + std::log(denominator);
        for (size_t k = 0; k < classes; ++k) {
            const float log_p = scores[k * rows + r] - normaliser;
            const float y = targets[k * rows + r];
            total -= static_cast<double>(y * log_p);
            gradients[k * rows + r] = std::exp(log_p) - y;
        }
    }
    return total;
}

}  // namespace

double block_loss(Task task, size_t rows, std::span<const float> scores, std::span<const float> targets,
                  std::span<float> gradients) {
    if (task == Task::multiclass) return softmax_loss(rows, scores, targets, gradients);
    const bool binary = task == Task::binary;
    double total = 0;
    for (size_t r = 0; r < rows; ++r) {
        const float s = scores[r], y = targets[r];
        gradients[r] = (binary ? probability_of(s) : s) - y;
        total += static_cast<double>(binary ? logistic_loss(s, y) : squared_loss(s, y));
    }
    return total;
}

}  // namespace mote::train::base
