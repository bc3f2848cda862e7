#include "train/kernels/selection.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "train/base/linear_algebra.hpp"

namespace mote::train::kernels {

using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

namespace {

constexpr double renewal = 1.2;  // growth after which the quadratic model is renewed

struct Moments {
    double mean, deviation;
};

Moments moments(const uint8_t* column, size_t rows) {
    uint64_t sum = 0, squares = 0;
    for (size_t r = 0; r < rows; ++r) sum += column[r], squares += uint64_t{column[r]} * column[r];
    const double n = static_cast<double>(rows);
    const double mean = static_cast<double>(sum) / n;
    return {mean, std::sqrt(std::max(0.0, static_cast<double>(squares) / n - mean * mean))};
}

/// Standardised column; all zero when it hardly varies.
void standardise(const uint8_t* column, size_t rows, const Moments& m, float* out) {
    const double scale = m.deviation > 0.05 ? 1 / m.deviation : 0;
    for (size_t r = 0; r < rows; ++r)
        out[r] = static_cast<float>((static_cast<double>(column[r]) - m.mean) * scale);
}

Site block_of(Site site) {
    site.kernel = 0;
    return site;
}

/// What is already paid for.
class Bill {
  public:
    explicit Bill(const Penalties& penalties) : penalties_(penalties) {}
    double penalty(const Feature& feature) const {
        double penalty = penalties_.feature;
        if (!sites_.contains(feature.site)) penalty += penalties_.kernel;
        if (!blocks_.contains(block_of(feature.site))) penalty += penalties_.block;
        return penalty;
    }
    /// What a gain is divided by.
    double weighed(const Feature& feature) const {
        const int parts = feature.site.last_part - feature.site.first_part + 1;
        return penalty(feature) * (penalties_.by_steps ? parts / 16.0 : 1);
    }
    void add(const Feature& feature) {
        total_ += penalty(feature);
        sites_.insert(feature.site);
        blocks_.insert(block_of(feature.site));
    }
    double total() const { return total_; }

  private:
    Penalties penalties_;
    std::set<Site> sites_, blocks_;
    double total_ = 0;
};

/// The quadratic model of the loss around a fitted head, and every feature's gain in it.
class Quadratic {
  public:
    Quadratic(const Objective& objective, const CountView& view, const SelectionSettings& settings)
        : objective_(objective), view_(view), settings_(settings) {}

    void renew(std::span<const uint32_t> chosen) {
        const Design design = make_design(view_, chosen);
        weights_ =
            fit_head(objective_, design.matrix, settings_.ridge, weights_, weights_.rows() == 0 ? 8 : 3);
        const MatrixXf answers =
            base::answers_of(objective_.task, base::product(design.matrix, MatrixXf(weights_.cast<float>())));
        set_scale(answers);
        residual_ =
            ((objective_.targets - answers).array().colwise() * (objective_.weights.array() / scale_.array()))
                .matrix();
        const MatrixXf scaled = design.matrix.array().colwise() * scale_.array();
        basis_ = base::orthonormal_basis(scaled);
        residual_ -= base::product(basis_, base::transposed_product(basis_, residual_));
        project_all();
    }
    /// Gain in nats of the loss that the quadratic model promises.
    float gain(size_t feature) const {
        const auto f = static_cast<Index>(feature);
        return products_.row(f).squaredNorm() / norms_(f);
    }
    void add(size_t feature) {
        VectorXf direction = columns_.col(static_cast<Index>(feature));
        direction -= base::product(basis_, base::transposed_product(basis_, direction));
        const float norm = direction.norm();
        if (norm < 1e-3f) return;
        direction /= norm;
        basis_.conservativeResize(Eigen::NoChange, basis_.cols() + 1);
        basis_.rightCols(1) = direction;
        const VectorXf along = base::transposed_product(columns_, direction);
        const VectorXf step = base::transposed_product(residual_, direction);
        for (Index c = 0; c < step.size(); ++c) {
            residual_.col(c) -= direction * step(c);
            products_.col(c) -= along * step(c);
        }
        norms_ = (norms_ - along.cwiseAbs2()).cwiseMax(ridge());
    }

  private:
    float ridge() const { return static_cast<float>(settings_.ridge); }
    /// Square root of a curvature that all scores share.
    void set_scale(const MatrixXf& answers) {
        VectorXf sum = VectorXf::Zero(objective_.rows());
        for (Index c = 0; c < objective_.scores(); ++c) sum += curvature(objective_, answers, c);
        scale_ = sum.cwiseMax(0.02f * objective_.weights).cwiseMax(1e-6f).cwiseSqrt();
    }
    void project_all() {
        const auto features = static_cast<Index>(view_.features.size());
        columns_.resize(objective_.rows(), features);
        norms_.resize(features);
        for (Index f = 0; f < features; ++f) {
            const uint8_t* column = view_.column(static_cast<size_t>(f));
            standardise(column, view_.rows, moments(column, view_.rows), columns_.col(f).data());
            columns_.col(f).array() *= scale_.array();
        }
        norms_ = columns_.colwise().squaredNorm().transpose();
        for (Index f = 0; f < features; f += 512) {
            const Index count = std::min<Index>(512, features - f);
            const MatrixXf along = base::transposed_product(basis_, MatrixXf(columns_.middleCols(f, count)));
            norms_.segment(f, count) -= along.colwise().squaredNorm().transpose();
        }
        norms_ = (norms_.array() + ridge()).max(ridge()).matrix();
        products_ = base::transposed_product(columns_, residual_);
    }

    const Objective& objective_;
    const CountView& view_;
    const SelectionSettings& settings_;
    Eigen::MatrixXd weights_;
    VectorXf scale_, norms_;
    MatrixXf residual_, basis_, columns_, products_;
};

}  // namespace

Design make_design(const CountView& view, std::span<const uint32_t> features) {
    Design out;
    out.matrix.resize(static_cast<Index>(view.rows), static_cast<Index>(features.size()) + 1);
    out.matrix.col(0).setOnes();
    for (size_t i = 0; i < features.size(); ++i) {
        const Moments m = moments(view.column(features[i]), view.rows);
        standardise(view.column(features[i]), view.rows, m, out.matrix.col(static_cast<Index>(i) + 1).data());
        out.mean.push_back(m.mean), out.deviation.push_back(m.deviation);
    }
    return out;
}

void select_features(const Objective& objective, const CountView& view, const SelectionSettings& settings,
                     const std::function<bool()>& stop, std::vector<uint32_t>& chosen) {
    Bill bill(settings.penalties);
    std::vector<char> taken(view.features.size(), 0);
    for (uint32_t f : chosen) bill.add(view.features[f]), taken[f] = 1;
    Quadratic quadratic(objective, view, settings);
    double renew_at = 0;
    while (chosen.size() < std::min(settings.most, view.features.size())) {
        if (static_cast<double>(chosen.size()) >= renew_at) {
            if (stop()) return;
            quadratic.renew(chosen);
            renew_at = std::max(static_cast<double>(chosen.size()) + 1,
                                static_cast<double>(chosen.size()) * renewal);
        }
        double best = 0;
        size_t choice = view.features.size();
        for (size_t f = 0; f < view.features.size(); ++f) {
            if (taken[f]) continue;
            const double worth = static_cast<double>(quadratic.gain(f)) / bill.weighed(view.features[f]);
            if (worth > best) best = worth, choice = f;
        }
        if (choice == view.features.size()) return;
        bill.add(view.features[choice]);
        if (bill.total() > static_cast<double>(settings.most_bytes)) return;
        taken[choice] = 1;
        chosen.push_back(static_cast<uint32_t>(choice));
        quadratic.add(choice);
    }
}

}  // namespace mote::train::kernels
