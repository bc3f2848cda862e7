#include "train/kernels/rounding.hpp"

#include <algorithm>
#include <cmath>

#include "train/base/linear_algebra.hpp"

namespace mote::train::kernels {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;

namespace {

MatrixXd hessian_of(const Objective& objective, const Design& design, const MatrixXf& answers, Index c,
                    double ridge) {
    const Eigen::VectorXf root = curvature(objective, answers, c).cwiseSqrt();
    const MatrixXf scaled = design.matrix.array().colwise() * root.array();
    MatrixXd full = base::transposed_product(scaled, scaled).cast<double>();
    full.diagonal().array() += ridge;
    return full;
}

/// Rounds entries 1 .. of w (standardised weights) to multiples of grid[j], in place; entry 0 stays free.
void round_weights(const MatrixXd& hessian, const VectorXd& grid, int32_t limit, VectorXd& w,
                   std::vector<int32_t>& out) {
    MatrixXd inverse = base::inverse_of_positive(hessian);
    std::vector<Index> order;
    for (Index j = 1; j < w.size(); ++j) order.push_back(j);
    std::ranges::sort(order, [&](Index a, Index b) {  // coarsest first: most rows left to make up for it
        return std::pair(-grid(a), a) < std::pair(-grid(b), b);
    });
    out.assign(static_cast<size_t>(w.size()) - 1, 0);
    for (Index j : order) {
        if (grid(j) <= 0) continue;
        const double q = std::clamp(std::nearbyint(w(j) / grid(j)), -double(limit), double(limit));
        out[static_cast<size_t>(j) - 1] = static_cast<int32_t>(q);
        const VectorXd column = inverse.col(j);
        const double pivot = std::max(column(j), 1e-12);
        w -= (w(j) - q * grid(j)) / pivot * column;
        w(j) = q * grid(j);
        for (Index c = 0; c < column.size(); ++c) inverse.col(c) -= column * column(c) / pivot;
    }
}

/// Columns of the design whose feature varies; grid of each in standardised units.
VectorXd grid_of(const Design& design, int exponent) {
    VectorXd grid(design.matrix.cols());
    grid(0) = 0;
    for (Index j = 1; j < grid.size(); ++j) {
        const double deviation = design.deviation[static_cast<size_t>(j) - 1];
        grid(j) = deviation > 0.05 ? std::ldexp(deviation, -exponent) : 0;
    }
    return grid;
}

/// Value of a weight of 1, and what rounding products down takes from a score on the mean.
double weight_unit(const HeadFormat& format, const IntegerHead& head) {
    return std::ldexp(1.0, -head.exponent - format.product_shift);
}
double lost(const HeadFormat& format, const IntegerHead& head, size_t features) {
    return format.product_shift == 0 ? 0.0 : std::ldexp(static_cast<double>(features) / 2, -head.exponent);
}

void set_biases(const Design& design, const MatrixXd& rounded, bool softmax, const HeadFormat& format,
                IntegerHead& head) {
    const size_t features = design.mean.size();
    const auto scores = static_cast<size_t>(rounded.cols());
    double mean = 0;
    for (size_t c = 0; c < scores; ++c) {
        double offset = rounded(0, static_cast<Index>(c)) + lost(format, head, features);
        for (size_t j = 0; j < features; ++j)
            offset -=
                head.weights[c * features + j] * weight_unit(format, head) * (design.mean[j] - format.origin);
        head.offsets.push_back(offset);
        mean += offset / static_cast<double>(scores);
    }
    double largest = 0;
    for (double& offset : head.offsets) {
        if (softmax) offset -= mean;
        largest = std::max(largest, std::abs(std::ldexp(offset, head.exponent)));
    }
    while (head.bias_shift < 24 && std::nearbyint(std::ldexp(largest, -head.bias_shift)) > format.bias_limit)
        ++head.bias_shift;
    for (double offset : head.offsets) {
        const double q = std::nearbyint(std::ldexp(offset, head.exponent - head.bias_shift));
        head.biases.push_back(
            static_cast<int32_t>(std::clamp<double>(q, -format.bias_limit, format.bias_limit)));
    }
}

/// Standardised weights as the integers give them (bias included).
MatrixXd effective(const Design& design, const IntegerHead& head, const HeadFormat& format, bool exact_bias) {
    const size_t features = design.mean.size();
    const auto scores = head.offsets.size();
    MatrixXd w(static_cast<Index>(features) + 1, static_cast<Index>(scores));
    for (size_t c = 0; c < scores; ++c) {
        const auto column = static_cast<Index>(c);
        w(0, column) =
            exact_bias ? head.offsets[c] : std::ldexp(head.biases[c], head.bias_shift - head.exponent);
        w(0, column) -= lost(format, head, features);
        for (size_t j = 0; j < features; ++j) {
            const double raw = head.weights[c * features + j] * weight_unit(format, head);
            w(0, column) += raw * (design.mean[j] - format.origin);
            w(static_cast<Index>(j) + 1, column) = design.deviation[j] > 0.05 ? raw * design.deviation[j] : 0;
        }
    }
    return w;
}

IntegerHead round_at(const Objective& objective, const Design& design, const MatrixXd& head,
                     const std::vector<MatrixXd>& hessians, const HeadFormat& format, int exponent) {
    IntegerHead out;
    out.exponent = exponent;
    const VectorXd grid = grid_of(design, exponent + format.product_shift);
    MatrixXd rounded = head;
    for (Index c = 0; c < head.cols(); ++c) {
        VectorXd w = head.col(c);
        std::vector<int32_t> weights;
        round_weights(hessians[static_cast<size_t>(c)], grid, format.limit, w, weights);
        rounded.col(c) = w;
        out.weights.insert(out.weights.end(), weights.begin(), weights.end());
    }
    set_biases(design, rounded, objective.task == Task::multiclass, format, out);
    return out;
}

}  // namespace

HeadFormat HeadFormat::of(int weight_bits) {
    if (weight_bits == 16) return {32767, 32767, 0, 8};
    return {weight_bits == 4 ? 7 : weight_bits == 7 ? 63 : 127, 127, 128, 0};
}

IntegerHead round_head(const Objective& objective, const Design& design, const MatrixXd& head, double ridge,
                       const HeadFormat& format) {
    const MatrixXf answers =
        base::answers_of(objective.task, base::product(design.matrix, MatrixXf(head.cast<float>())));
    std::vector<MatrixXd> hessians;
    double largest = 1e-9;
    for (Index c = 0; c < head.cols(); ++c) {
        hessians.push_back(hessian_of(objective, design, answers, c, ridge));
        for (Index j = 1; j < head.rows(); ++j) {
            const double deviation = design.deviation[static_cast<size_t>(j) - 1];
            if (deviation > 0.05) largest = std::max(largest, std::abs(head(j, c)) / deviation);
        }
    }
    const int fitting = static_cast<int>(std::floor(std::log2(format.limit / largest)));
    IntegerHead best;
    double least = 0;
    for (int more = 0; more <= 3; ++more) {
        const int exponent = std::clamp(fitting + more, -60, 30) - format.product_shift;
        auto tried = round_at(objective, design, head, hessians, format, exponent);
        const MatrixXd weights = effective(design, tried, format, objective.task == Task::regression);
        const double loss =
            base::mean_loss(objective, base::product(design.matrix, MatrixXf(weights.cast<float>())));
        if (more == 0 || loss < least) least = loss, best = std::move(tried);
    }
    return best;
}

}  // namespace mote::train::kernels
