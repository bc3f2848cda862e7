#include "train/trees/scores.hpp"

#include <algorithm>
#include <cmath>

#include "train/base/losses.hpp"

namespace mote::train::trees {

Scores::Scores(Task task, size_t outputs, std::vector<uint16_t> labels, std::vector<float> values)
    : task_(task),
      outputs_(outputs),
      rows_(task == Task::regression ? values.size() : labels.size()),
      labels_(std::move(labels)),
      values_(std::move(values)),
      margin_(outputs * rows_) {
    if (task_ == Task::binary) probability_.assign(rows_, 0.5);
    if (task_ != Task::multiclass) return;
    exps_.assign(outputs_ * rows_, 1.0);
    sums_.assign(rows_, static_cast<double>(outputs_));
}

void Scores::set(size_t k, size_t row, double value) {
    if (task_ != Task::regression) value = std::clamp(value, -60.0, 60.0);
    margin_[k * rows_ + row] = value;
    // within 60 this form cannot overflow; base::probability_of rounds negative scores otherwise, and models with it
    if (task_ == Task::binary) probability_[row] = 1.0 / (1.0 + std::exp(-value));
    if (task_ != Task::multiclass) return;
    double& cell = exps_[k * rows_ + row];
    const double now = std::exp(value);
    sums_[row] += now - cell;
    cell = now;
    // what is left after large terms went away again would be rounding noise
    if (sums_[row] < now * (1 + 1e-9)) {
        sums_[row] = 0;
        for (size_t j = 0; j < outputs_; ++j) sums_[row] += exps_[j * rows_ + row];
    }
}

double Scores::loss() const {
    double total = 0;
    for (size_t r = 0; r < rows_; ++r) {
        if (task_ == Task::regression) {
            total += base::squared_loss(margin_[r], double{values_[r]}) / variance_;
        } else if (task_ == Task::binary) {
            total += base::logistic_loss(labels_[r] ? -margin_[r] : margin_[r], 0.0);
        } else {
            total += std::log(sums_[r]) - margin_[labels_[r] * rows_ + r];
        }
    }
    return total / static_cast<double>(rows_);
}

void Scores::update_variance() {
    if (task_ != Task::regression) return;
    double total = 0;
    for (size_t r = 0; r < rows_; ++r) {
        const double e = margin_[r] - values_[r];
        total += e * e;
    }
    variance_ = std::max(total / static_cast<double>(rows_), 1e-9);
}

}  // namespace mote::train::trees
