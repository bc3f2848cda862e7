#include "quality/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace mote::quality {

namespace {

constexpr double prior_deviation = 0.2, least_evidence = 2;
constexpr double least_change = 0.03;  // of the logarithm of the slope
constexpr double steepest = 4;         // slopes from 1 / steepest on

/// Log loss of a row and its derivative by the slope.
struct Loss {
    double value = 0, derivative = 0;
};

Loss loss_of(const ValidationScores& v, size_t row, double slope) {
    const double* scores = &v.scores[row * v.width];
    const size_t classes = v.width == 1 ? 2 : v.width;
    const auto score = [&](size_t k) { return v.width > 1 ? scores[k] : k == 1 ? scores[0] : 0.0; };
    double largest = score(0);
    for (size_t k = 1; k < classes; ++k) largest = std::max(largest, score(k));
    double total = 0, mean = 0;  // of the scores, by probability
    for (size_t k = 0; k < classes; ++k) {
        const double weight = std::exp(slope * (score(k) - largest));
        total += weight, mean += weight * score(k);
    }
    const double own = score(v.labels[row]);
    return {std::log(total) - slope * (own - largest), mean / total - own};
}

double total_loss(const ValidationScores& v, double slope) {
    double total = 0;
    for (size_t i = 0; i < v.rows(); ++i) total += loss_of(v, i, slope).value;
    return total;
}

/// Golden-section search for the logarithm of the slope: loss and prior have one minimum between the bounds, or nearly so.
double best_slope(const ValidationScores& v) {
    constexpr double golden = 0.6180339887498949;
    const auto cost = [&](double log_slope) {
        return total_loss(v, std::exp(log_slope)) +
               log_slope * log_slope / (2 * prior_deviation * prior_deviation);
    };
    double low = -std::log(steepest), high = std::log(steepest);
    double left = high - golden * (high - low), right = low + golden * (high - low);
    double at_left = cost(left), at_right = cost(right);
    while (high - low > 1e-3) {
        if (at_left < at_right) {
            high = right, right = left, at_right = at_left;
            left = high - golden * (high - low), at_left = cost(left);
        } else {
            low = left, left = right, at_left = at_right;
            right = low + golden * (high - low), at_right = cost(right);
        }
    }
    return std::exp((low + high) / 2);
}

/// The score test (Rao 1948): the derivative of the loss at 1, in standard errors; groups count as one.
double evidence(const ValidationScores& v) {
    std::map<uint32_t, double> sums;
    for (size_t i = 0; i < v.rows(); ++i)
        sums[v.groups.empty() ? static_cast<uint32_t>(i) : v.groups[i]] += loss_of(v, i, 1).derivative;
    double sum = 0, squares = 0;
    for (const auto& [group, derivative] : sums) sum += derivative, squares += derivative * derivative;
    return squares > 0 ? std::abs(sum) / std::sqrt(squares) : 0;
}

}  // namespace

std::optional<Calibration> calibrate(const ValidationScores& v) {
    if (v.task == Task::regression || v.rows() == 0) return std::nullopt;
    Calibration out;
    out.rows = v.rows();
    out.evidence = evidence(v);
    if (!(out.evidence >= least_evidence)) return std::nullopt;
    out.slope = best_slope(v);
    if (std::abs(std::log(out.slope)) < least_change) return std::nullopt;
    const auto rows = static_cast<double>(v.rows());
    out.log_loss_before = total_loss(v, 1) / rows;
    out.log_loss = total_loss(v, out.slope) / rows;
    return out;
}

}  // namespace mote::quality
