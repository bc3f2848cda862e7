#include "train/kernels/rounding.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::kernels {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;

namespace {

MatrixXd hessian_of(const Aim& aim, const Design& design, const MatrixXf& answers, Index c, double ridge) {
    const Eigen::VectorXf root = curvature(aim, answers, c).cwiseSqrt();
    const MatrixXf scaled = design.matrix.array().colwise() * root.array();
    MatrixXd full = (scaled.transpose() * scaled).cast<double>();
    full.diagonal().array() += ridge;
    return full;
}

/// Rounds entries 1 .. of w (standardised weights) to multiples of grid[j], in place; entry 0 stays free.
void round_weights(const MatrixXd& hessian, const VectorXd& grid, int32_t limit, VectorXd& w,
                   std::vector<int32_t>& out) {
    MatrixXd inverse = hessian.llt().solve(MatrixXd::Identity(hessian.rows(), hessian.cols()));
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
        inverse -= column * column.transpose() / pivot;
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

void set_biases(const Design& design, const MatrixXd& rounded, bool softmax, IntegerHead& head) {
    const size_t features = design.mean.size();
    const auto scores = static_cast<size_t>(rounded.cols());
    double mean = 0;
    for (size_t c = 0; c < scores; ++c) {
        double offset = rounded(0, static_cast<Index>(c));
        for (size_t j = 0; j < features; ++j)
            offset -= std::ldexp(head.weights[c * features + j], -head.exponent) * (design.mean[j] - 128.0);
        head.offsets.push_back(offset);
        mean += offset / static_cast<double>(scores);
    }
    double largest = 0;
    for (double& offset : head.offsets) {
        if (softmax) offset -= mean;
        largest = std::max(largest, std::abs(std::ldexp(offset, head.exponent)));
    }
    while (head.bias_shift < 24 && std::nearbyint(std::ldexp(largest, -head.bias_shift)) > 127)
        ++head.bias_shift;
    for (double offset : head.offsets) {
        const double q = std::nearbyint(std::ldexp(offset, head.exponent - head.bias_shift));
        head.biases.push_back(static_cast<int32_t>(std::clamp(q, -127.0, 127.0)));
    }
}

/// Standardised weights as the integers give them (bias included).
MatrixXd effective(const Design& design, const IntegerHead& head, bool exact_bias) {
    const size_t features = design.mean.size();
    const auto scores = head.offsets.size();
    MatrixXd w(static_cast<Index>(features) + 1, static_cast<Index>(scores));
    for (size_t c = 0; c < scores; ++c) {
        const auto column = static_cast<Index>(c);
        w(0, column) =
            exact_bias ? head.offsets[c] : std::ldexp(head.biases[c], head.bias_shift - head.exponent);
        for (size_t j = 0; j < features; ++j) {
            const double raw = std::ldexp(head.weights[c * features + j], -head.exponent);
            w(0, column) += raw * (design.mean[j] - 128.0);
            w(static_cast<Index>(j) + 1, column) = design.deviation[j] > 0.05 ? raw * design.deviation[j] : 0;
        }
    }
    return w;
}

IntegerHead round_at(const Aim& aim, const Design& design, const MatrixXd& head,
                     const std::vector<MatrixXd>& hessians, int32_t limit, int exponent) {
    IntegerHead out;
    out.exponent = exponent;
    const VectorXd grid = grid_of(design, exponent);
    MatrixXd rounded = head;
    for (Index c = 0; c < head.cols(); ++c) {
        VectorXd w = head.col(c);
        std::vector<int32_t> weights;
        round_weights(hessians[static_cast<size_t>(c)], grid, limit, w, weights);
        rounded.col(c) = w;
        out.weights.insert(out.weights.end(), weights.begin(), weights.end());
    }
    set_biases(design, rounded, aim.task == Task::multiclass, out);
    return out;
}

}  // namespace

IntegerHead round_head(const Aim& aim, const Design& design, const MatrixXd& head, double ridge,
                       int32_t limit) {
    const MatrixXf answers = respond(aim.task, design.matrix * head.cast<float>());
    std::vector<MatrixXd> hessians;
    double largest = 1e-9;
    for (Index c = 0; c < head.cols(); ++c) {
        hessians.push_back(hessian_of(aim, design, answers, c, ridge));
        for (Index j = 1; j < head.rows(); ++j) {
            const double deviation = design.deviation[static_cast<size_t>(j) - 1];
            if (deviation > 0.05) largest = std::max(largest, std::abs(head(j, c)) / deviation);
        }
    }
    const int fitting = static_cast<int>(std::floor(std::log2(limit / largest)));
    IntegerHead best;
    double least = 0;
    for (int exponent = fitting; exponent <= fitting + 3; ++exponent) {
        auto tried = round_at(aim, design, head, hessians, limit, exponent);
        const MatrixXd weights = effective(design, tried, aim.task == Task::regression);
        const double loss = loss_of(aim, design.matrix * weights.cast<float>());
        if (exponent == fitting || loss < least) least = loss, best = std::move(tried);
    }
    return best;
}

}  // namespace mote::train::kernels
