// Scores of all training rows, with loss, gradients and curvature of the three tasks.
#pragma once

#include <cstdint>
#include <vector>

#include "core/samples.hpp"
#include "train/base/losses.hpp"

namespace mote::train::trees {

struct Gradient {
    double g = 0;  ///< first derivative of the loss with respect to a score
    double h = 0;  ///< second derivative, positive
};

/// Losses in nats. Binary: log loss of a logit. Multiclass: softmax cross-entropy (diagonal of the Hessian,
/// Friedman 2001). Regression: (score - y)^2 / (2 variance), variance being that of the residuals when
/// update_variance() was last called, so that gains compare with bits as in the other tasks.
class Scores {
  public:
    /// labels (classification) or values (regression, already scaled) of the rows.
    Scores(Task task, size_t outputs, std::vector<uint16_t> labels, std::vector<float> values);

    Task task() const { return task_; }
    size_t rows() const { return rows_; }
    size_t outputs() const { return outputs_; }

    Gradient gradient(size_t k, size_t row) const {
        if (task_ == Task::regression) return {(margin_[row] - values_[row]) / variance_, 1.0 / variance_};
        if (task_ == Task::binary) {
            const double p = probability_[row];
            return {p - labels_[row], base::curvature_of(p) + 1e-9};
        }
        const double p = exps_[k * rows_ + row] / sums_[row];
        return {p - (labels_[row] == k ? 1.0 : 0.0), base::curvature_of(p) + 1e-9};
    }
    double margin(size_t k, size_t row) const { return margin_[k * rows_ + row]; }
    void set(size_t k, size_t row, double value);
    void add(size_t k, size_t row, double delta) { set(k, row, margin(k, row) + delta); }
    /// Mean over the rows, in nats.
    double loss() const;
    void update_variance();

    const std::vector<uint16_t>& labels() const { return labels_; }
    const std::vector<float>& values() const { return values_; }

  private:
    Task task_;
    size_t outputs_;
    size_t rows_;
    std::vector<uint16_t> labels_;
    std::vector<float> values_;
    std::vector<double> margin_;       ///< [output][row]
    std::vector<double> probability_;  ///< binary: [row]
    std::vector<double> exps_;         ///< multiclass: [output][row]
    std::vector<double> sums_;         ///< multiclass: [row]
    double variance_ = 1;
};

}  // namespace mote::train::trees
