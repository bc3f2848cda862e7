#include "train/grown/proposal.hpp"

#include <algorithm>
#include <cmath>

#include "train/base/linear_algebra.hpp"

namespace mote::train::grown {

namespace {

using Eigen::ArrayXf;
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

constexpr size_t candidates = 8;          // neurons tried
constexpr double ridge = 1;               // added to the curvature of a output weight
constexpr double exponent_of_bits = 0.7;  // the best has the largest gain / bits^this

class Proposer {
  public:
    Proposer(const Network& network, const Sources& sources, const Objective& objective,
             size_t most_connections, Rng& rng)
        : network_(network),
          sources_(sources),
          most_connections_(most_connections),
          rng_(rng),
          rows_(sources.proposal_rows) {
        const MatrixXf scores =
            scores_of(network, network.parameters, sources, rows_, Arithmetic::plain, &neurons_);
        derivatives(objective, scores, descent_, curvature_);
        neuron_means_ = neurons_.colwise().mean();
        index_bits_ = 3.0 + std::log2(1.0 + static_cast<double>(network.features) / 8);
    }

    Proposal run() {
        try_direct();
        for (size_t i = 0; i < candidates; ++i) try_neuron(i);
        return std::move(best_);
    }

  private:
    Index features() const { return sources_.values.cols(); }
    base::Block inputs() const { return sources_.values.topRows(rows_); }
    Eigen::Map<const VectorXf> column(Index source) const {
        const float* first = source < features() ? sources_.values.col(source).data()
                                                 : neurons_.col(source - features()).data();
        return {first, rows_};
    }

    void offer(Proposal proposal) {
        const auto worth = [&](const Proposal& p) { return p.gain / std::pow(p.bits, exponent_of_bits); };
        if (worth(proposal) > worth(best_)) best_ = std::move(proposal);
    }

    bool connected(uint32_t source, uint32_t output) const {
        return std::ranges::any_of(network_.direct, [&](const Direct& d) {
            return d.output == output && same_input(static_cast<Index>(d.source), static_cast<Index>(source));
        });
    }

    /// Lists ascend strictly by the first input, so that two runs from one input exclude each other.
    bool same_input(Index a, Index b) const {
        if (a >= features() || b >= features()) return a == b;
        return sources_.sources[static_cast<size_t>(a)].input ==
               sources_.sources[static_cast<size_t>(b)].input;
    }

    void try_direct() {
        const MatrixXf correlation = base::transposed_product(inputs(), descent_);
        for (Index k = 0; k < descent_.cols(); ++k) {
            const float heavy = curvature_.col(k).sum();
            const ArrayXf gains = correlation.col(k).array().square() * sources_.inverse_square.array();
            Index f = 0;
            for (Index i = 0; i < gains.size(); ++i)
                if (gains(i) > gains(f) && !connected(static_cast<uint32_t>(i), static_cast<uint32_t>(k)))
                    f = i;
            if (connected(static_cast<uint32_t>(f), static_cast<uint32_t>(k)) ||
                sources_.inverse_square(f) <= 0)
                continue;
            const float square = heavy / sources_.inverse_square(f);
            Proposal p;
            p.source = static_cast<uint32_t>(f), p.output = static_cast<uint32_t>(k);
            p.output_weights = {0.5f * correlation(f, k) / (square + static_cast<float>(ridge))};
            p.gain = 0.5 * std::pow(static_cast<double>(correlation(f, k)), 2) /
                     (static_cast<double>(square) + ridge);
            p.bits = index_bits_ + output_bits;
            offer(std::move(p));
        }
    }

    /// 1 on all rows, or on those of one side of a random source.
    VectorXf random_side(size_t turn) {
        VectorXf mask = VectorXf::Ones(rows_);
        if (turn == 0) return mask;
        const Index count = features() + neurons_.cols();
        const auto x = column(static_cast<Index>(rng_.below(static_cast<uint32_t>(count))));
        const float threshold = x(static_cast<Index>(rng_.below(static_cast<uint32_t>(rows_))));
        const bool above = rng_.below(2) == 0;
        for (Index r = 0; r < rows_; ++r) mask(r) = (x(r) > threshold) == above ? 1.0f : 0.0f;
        return mask.sum() < 16 ? VectorXf(VectorXf::Ones(rows_)) : mask;
    }

    VectorXf correlate(const VectorXf& target) const {
        VectorXf out(features() + neurons_.cols());
        out.head(features()) = base::transposed_product(inputs(), target);
        out.tail(neurons_.cols()) = base::transposed_product(neurons_, target);
        return out;
    }

    /// The combination of outputs whose masked descent the inputs explain best: a power iteration.
    VectorXf target_of(const VectorXf& mask) {
        MatrixXf part = mask.asDiagonal() * descent_;
        const float count = mask.sum();
        part -= mask * (part.colwise().sum() / count);
        if (part.cols() == 1) return part.col(0);
        MatrixXf correlation = base::transposed_product(inputs(), part);
        correlation.array().colwise() *= sources_.inverse_square.array().sqrt();
        const MatrixXf square = base::transposed_product(correlation, correlation);
        VectorXf direction(part.cols());
        for (Index k = 0; k < direction.size(); ++k) direction(k) = static_cast<float>(rng_.normal());
        // a few rounds only: the second and third directions are worth neurons as well
        for (int i = 0; i < 2; ++i) direction = base::product(square, direction).normalized();
        return base::product(part, direction);
    }

    Index strongest(const VectorXf& correlation, const std::vector<Index>& taken) const {
        Index best = -1;
        float most = 0;
        for (Index f = 0; f < correlation.size(); ++f) {
            float inverse = f < features() ? sources_.inverse_square(f) : neuron_inverse(f - features());
            const float score = correlation(f) * correlation(f) * inverse;
            if (score > most && std::ranges::none_of(taken, [&](Index t) { return same_input(t, f); }))
                most = score, best = f;
        }
        return best;
    }

    float neuron_inverse(Index j) const {
        const float square =
            neurons_.col(j).squaredNorm() / static_cast<float>(rows_) - neuron_means_(j) * neuron_means_(j);
        return square > 1e-3f ? 1.0f / square : 0.0f;
    }

    void try_neuron(size_t turn) {
        const VectorXf mask = random_side(turn);
        const VectorXf target = target_of(mask);
        VectorXf residual = target;
        std::vector<Index> taken;
        MatrixXf design(rows_, static_cast<Index>(most_connections_));
        while (taken.size() < most_connections_) {
            const Index f = strongest(correlate(residual), taken);
            if (f < 0) return;
            const auto n = static_cast<Index>(taken.size());
            taken.push_back(f);
            const VectorXf x = mask.cwiseProduct(column(f));
            design.col(n) = x - mask * (x.sum() / mask.sum());
            const base::Block part = design.leftCols(n + 1);
            MatrixXf gram = base::gram(part);
            gram.diagonal().array() += 1e-3f * gram.trace() + 1e-6f;
            const VectorXf weights = base::solve_positive(gram, base::transposed_product(part, target));
            residual = target - base::product(part, weights);
            try_activations(taken, weights);
        }
    }

    void try_activations(const std::vector<Index>& taken, const VectorXf& weights) {
        ArrayXf z = ArrayXf::Zero(rows_);
        for (size_t i = 0; i < taken.size(); ++i)
            z += weights(static_cast<Index>(i)) * column(taken[i]).array();
        const float mean = z.mean();
        const float deviation = std::sqrt((z - mean).square().mean());
        if (!(deviation > 1e-9f) || !std::isfinite(deviation)) return;
        z = (z - mean) / deviation;
        for (const float sign : {1.0f, -1.0f}) {
            for (const float offset : {-1.2f, -0.5f, 0.0f, 0.5f, 1.2f}) {
                const float factor = sign / deviation, bias = offset - sign * mean / deviation;
                const ArrayXf moved = sign * z + offset;
                weigh(ActivationFunction::relu, moved, taken, weights * factor, bias);
                if (sign < 0) continue;
                weigh(ActivationFunction::abs, moved, taken, weights * factor, bias);
                weigh(ActivationFunction::clip, 2.0f * moved, taken, weights * (2 * factor), 2 * bias);
            }
        }
        weigh(ActivationFunction::square, z, taken, weights / deviation, -mean / deviation);
    }

    void weigh(ActivationFunction activation, const ArrayXf& z, const std::vector<Index>& taken,
               const VectorXf& weights, float bias) {
        const ArrayXf out = activate(activation, z);
        const ArrayXf centred = out - out.mean();
        Proposal p;
        p.bits = 12 + static_cast<double>(taken.size()) * (index_bits_ + weight_bits) +
                 output_bits * static_cast<double>(descent_.cols());
        const VectorXf slopes = base::transposed_product(descent_, VectorXf(centred.matrix()));
        const VectorXf squares = base::transposed_product(curvature_, VectorXf(centred.square().matrix()));
        for (Index k = 0; k < slopes.size(); ++k) {
            const float h = squares(k) + static_cast<float>(ridge);
            p.output_weights.push_back(0.5f * slopes(k) / h);
            p.gain += 0.5 * static_cast<double>(slopes(k) * slopes(k) / h);
        }
        if (!std::isfinite(p.gain) || p.gain / std::pow(p.bits, exponent_of_bits) <=
                                          best_.gain / std::pow(best_.bits, exponent_of_bits))
            return;
        fill(p, activation, taken, weights, bias);
        offer(std::move(p));
    }

    /// Connections ascend: inputs by place, then neurons.
    void fill(Proposal& p, ActivationFunction activation, const std::vector<Index>& taken,
              const VectorXf& weights, float bias) const {
        std::vector<size_t> order(taken.size());
        for (size_t i = 0; i < order.size(); ++i) order[i] = i;
        const auto place = [&](size_t i) {
            const Index f = taken[i];
            return f < features() ? Index{sources_.sources[static_cast<size_t>(f)].input} : f + 100000;
        };
        std::ranges::sort(order, [&](size_t a, size_t b) { return place(a) < place(b); });
        Neuron neuron;
        neuron.activation = activation;
        for (size_t i : order) {
            neuron.connections.push_back(static_cast<uint32_t>(taken[i]));
            p.weights.push_back(weights(static_cast<Index>(i)));
        }
        p.neuron = std::move(neuron);
        p.bias = bias;
    }

    const Network& network_;
    const Sources& sources_;
    size_t most_connections_;
    Rng& rng_;
    Index rows_;
    MatrixXf neurons_, descent_, curvature_;
    Eigen::RowVectorXf neuron_means_;
    double index_bits_ = 0;
    Proposal best_;
};

}  // namespace

Proposal propose(const Network& network, const Sources& sources, const Objective& objective,
                 size_t most_connections, Rng& rng) {
    return Proposer(network, sources, objective, most_connections, rng).run();
}

void apply(const Proposal& proposal, Network& network) {
    if (proposal.neuron) {
        network.add(*proposal.neuron, proposal.weights, proposal.bias, proposal.output_weights);
    } else {
        network.add(proposal.source, proposal.output, proposal.output_weights[0]);
    }
}

}  // namespace mote::train::grown
