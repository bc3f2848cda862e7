#include "train/trees/linear_part.hpp"

#include <cmath>

#include "train/base/linear_algebra.hpp"

namespace mote::train::trees {

namespace {

using Matrix = Eigen::MatrixXf;

struct Standardised {
    Matrix x;  ///< rows x (inputs + 1), the last column 1
    std::vector<double> mean, scale;
};

Standardised standardise(const Table& table) {
    const auto n = static_cast<Eigen::Index>(table.rows);
    Standardised s{Matrix(n, static_cast<Eigen::Index>(table.inputs) + 1), {}, {}};
    for (size_t c = 0; c < table.inputs; ++c) {
        double sum = 0, squares = 0;
        for (int16_t v : table.values[c]) sum += v, squares += double{static_cast<double>(v)} * v;
        const double mean = sum / static_cast<double>(table.rows);
        const double deviation =
            std::sqrt(std::max(squares / static_cast<double>(table.rows) - mean * mean, 0.0));
        s.mean.push_back(mean);
        s.scale.push_back(deviation > 0 ? 1 / deviation : 0);
        for (Eigen::Index r = 0; r < n; ++r)
            s.x(r, static_cast<Eigen::Index>(c)) =
                static_cast<float>((table.values[c][static_cast<size_t>(r)] - mean) * s.scale[c]);
    }
    s.x.col(static_cast<Eigen::Index>(table.inputs)).setOnes();
    return s;
}

double curvature_bound(Task task, double regression) {
    return task == Task::regression ? regression : task == Task::binary ? 0.25 : 0.5;
}

void set_scores(const Matrix& margins, Scores& scores) {
    for (size_t k = 0; k < scores.outputs(); ++k)
        for (size_t r = 0; r < scores.rows(); ++r)
            scores.set(k, r, margins(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(k)));
}

Matrix gradients(const Scores& scores) {
    Matrix g(static_cast<Eigen::Index>(scores.rows()), static_cast<Eigen::Index>(scores.outputs()));
    for (size_t k = 0; k < scores.outputs(); ++k)
        for (size_t r = 0; r < scores.rows(); ++r)
            g(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(k)) =
                static_cast<float>(scores.gradient(k, r).g);
    return g;
}

}  // namespace

LinearPart fit_linear(const Table& table, Scores& scores, double l2, unsigned iterations) {
    const Standardised s = standardise(table);
    const auto d = s.x.cols();
    const auto outputs = static_cast<Eigen::Index>(scores.outputs());
    const double bound = curvature_bound(scores.task(), scores.gradient(0, 0).h);
    Eigen::MatrixXd hessian = base::transposed_product(s.x, s.x).cast<double>() * bound;
    hessian.diagonal().array() += l2;
    hessian(d - 1, d - 1) -= l2 * 0.999;
    const auto solve = base::solver_for_positive(hessian);
    Eigen::MatrixXd w = Eigen::MatrixXd::Zero(d, outputs), previous = w, ahead = w;
    for (unsigned i = 0; i < iterations; ++i) {
        set_scores(base::product(s.x, Matrix(ahead.cast<float>())), scores);
        Eigen::MatrixXd g = base::transposed_product(s.x, gradients(scores)).cast<double>();
        g.topRows(d - 1) += l2 * ahead.topRows(d - 1);
        previous = w;
        w = ahead - solve(g);
        ahead = w + (i / (i + 3.0)) * (w - previous);
        if (scores.task() == Task::regression) break;
    }
    set_scores(base::product(s.x, Matrix(w.cast<float>())), scores);
    LinearPart part;
    for (Eigen::Index k = 0; k < outputs; ++k) {
        double bias = w(d - 1, k);
        for (Eigen::Index c = 0; c + 1 < d; ++c) {
            const auto i = static_cast<size_t>(c);
            part.weights.push_back(w(c, k) * s.scale[i]);
            bias -= w(c, k) * s.scale[i] * s.mean[i];
        }
        part.biases.push_back(bias);
    }
    return part;
}

}  // namespace mote::train::trees
