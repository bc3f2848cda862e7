#include "train/grown/network.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::grown {

namespace {

using Eigen::Index;
using Eigen::MatrixXf;

constexpr float clip_low = -2.0f, clip_high = 127.0f / 64, clip_most = 32767.0f / 64;

template <class In>
auto activation_of(ActivationFunction activation, const In& z) {
    using Out = typename In::PlainObject;
    switch (activation) {
        case ActivationFunction::relu:
            return Out(z.max(0.0f).min(clip_most));
        case ActivationFunction::clip:
            return Out(z.max(clip_low).min(clip_high));
        case ActivationFunction::abs:
            return Out(z.abs().min(clip_most));
        case ActivationFunction::square:
            return Out(z.square().min(clip_most));
    }
    return Out(z);
}

/// In whole codes: z replaced by what the chip holds, and the chip's output.
template <class In>
In activation_of(ActivationFunction activation, In& z, Arithmetic arithmetic) {
    constexpr float unit = 1.0f / (1 << unit_exponent);
    if (arithmetic == Arithmetic::chip) z = (z / unit).floor() * unit;
    In out = activation_of(activation, z);
    if (arithmetic == Arithmetic::chip && activation == ActivationFunction::square)
        out = (out / unit).floor() * unit;
    return out;
}

template <class In>
In slope_of(ActivationFunction activation, const In& z) {
    const In zero = In::Zero(), one = In::Ones();
    switch (activation) {
        case ActivationFunction::relu:
            return (z > 0.0f && z < clip_most).select(one, zero);
        case ActivationFunction::clip:
            return (z > clip_low && z < clip_high).select(one, zero);
        case ActivationFunction::abs:
            return z.sign();
        case ActivationFunction::square:
            return (z.square() < clip_most).select(2.0f * z, zero);
    }
    return one;
}

}  // namespace

void Network::add(Neuron neuron, const std::vector<float>& weights, float bias,
                  const std::vector<float>& output_weights) {
    neuron.first = parameters.size();
    parameters.insert(parameters.end(), weights.begin(), weights.end());
    parameters.push_back(bias);
    parameters.insert(parameters.end(), output_weights.begin(), output_weights.end());
    neurons.push_back(std::move(neuron));
}

void Network::add(uint32_t source, uint32_t output, float weight) {
    direct.push_back({source, output, parameters.size()});
    parameters.push_back(weight);
}

Eigen::ArrayXf activate(ActivationFunction activation, const Eigen::ArrayXf& z) {
    return activation_of(activation, z);
}

MatrixXf scores_of(const Network& network, const std::vector<float>& p, const Sources& sources, Index rows,
                   Arithmetic arithmetic, MatrixXf* values) {
    MatrixXf own;
    MatrixXf& v = values ? *values : own;
    v.resize(rows, static_cast<Index>(network.neurons.size()));
    MatrixXf scores(rows, static_cast<Index>(network.outputs));
    for (size_t k = 0; k < network.outputs; ++k) scores.col(static_cast<Index>(k)).setConstant(p[k]);
    const auto column = [&](uint32_t source) {
        const float* first = source < network.features
                                 ? sources.values.col(source).data()
                                 : v.col(static_cast<Index>(source - network.features)).data();
        return Eigen::Map<const Eigen::VectorXf>(first, rows);
    };
    for (size_t j = 0; j < network.neurons.size(); ++j) {
        const auto& neuron = network.neurons[j];
        Eigen::ArrayXf z = Eigen::ArrayXf::Constant(rows, p[neuron.bias()]);
        for (size_t i = 0; i < neuron.connections.size(); ++i)
            z += p[neuron.first + i] * column(neuron.connections[i]).array();
        v.col(static_cast<Index>(j)) = activation_of(neuron.activation, z, arithmetic).matrix();
        for (size_t k = 0; k < network.outputs; ++k)
            scores.col(static_cast<Index>(k)) += p[neuron.output_weight(k)] * v.col(static_cast<Index>(j));
    }
    for (const auto& d : network.direct) scores.col(d.output) += p[d.parameter] * column(d.source);
    return scores;
}

void derivatives(const Objective& objective, const MatrixXf& scores, MatrixXf& descent, MatrixXf& curvature) {
    const MatrixXf p = base::answers_of(objective.task, scores);
    descent = objective.targets.topRows(p.rows()) - p;
    if (objective.task == Task::regression) {
        curvature = MatrixXf::Ones(p.rows(), p.cols());
    } else {
        // a row that is far on the wrong side has hardly any curvature: its Newton step would be endless
        curvature = base::curvature_of(p.array()).max(0.125f * descent.array().abs()).max(1e-4f).matrix();
    }
}

const float* Gradients::lanes(const Network& network, uint32_t source, Index at) const {
    if (source >= network.features) return values_[source - network.features].data();
    return sources_.values.col(source).data() + at;
}

void Gradients::forward(const Network& network, const std::vector<float>& p, Index at) {
    const size_t count = network.neurons.size();
    sums_.resize(count), values_.resize(count), slopes_.resize(count), scores_.resize(network.outputs);
    for (size_t k = 0; k < network.outputs; ++k) scores_[k].setConstant(p[k]);
    for (size_t j = 0; j < count; ++j) {
        const auto& neuron = network.neurons[j];
        Lanes& z = sums_[j];
        z.setConstant(p[neuron.bias()]);
        for (size_t i = 0; i < neuron.connections.size(); ++i)
            z += p[neuron.first + i] * Eigen::Map<const Lanes>(lanes(network, neuron.connections[i], at));
        values_[j] = activation_of(neuron.activation, z, arithmetic_);
        for (size_t k = 0; k < network.outputs; ++k) scores_[k] += p[neuron.output_weight(k)] * values_[j];
    }
    for (const auto& d : network.direct)
        scores_[d.output] += p[d.parameter] * Eigen::Map<const Lanes>(lanes(network, d.source, at));
}

MatrixXf Gradients::score_matrix() const {
    MatrixXf scores(block, static_cast<Index>(scores_.size()));
    for (Index k = 0; k < scores.cols(); ++k) scores.col(k) = scores_[static_cast<size_t>(k)].matrix();
    return scores;
}

/// Replaces the scores by d loss / d score.
void Gradients::set_output_slopes(Index at) {
    const MatrixXf slopes =
        (base::answers_of(objective_.task, score_matrix()) - objective_.targets.middleRows(at, block)) /
        static_cast<float>(block);
    for (Index k = 0; k < slopes.cols(); ++k) scores_[static_cast<size_t>(k)] = slopes.col(k).array();
}

void Gradients::backward(const Network& network, const std::vector<float>& p, Index at,
                         std::vector<float>& out) {
    for (auto& slope : slopes_) slope.setZero();
    for (size_t k = 0; k < network.outputs; ++k) out[k] = scores_[k].sum();
    for (const auto& d : network.direct) {
        out[d.parameter] = (scores_[d.output] * Eigen::Map<const Lanes>(lanes(network, d.source, at))).sum();
        if (d.source >= network.features)
            slopes_[d.source - network.features] += p[d.parameter] * scores_[d.output];
    }
    for (size_t j = network.neurons.size(); j-- > 0;) {
        const auto& neuron = network.neurons[j];
        for (size_t k = 0; k < network.outputs; ++k) {
            out[neuron.output_weight(k)] = (scores_[k] * values_[j]).sum();
            slopes_[j] += p[neuron.output_weight(k)] * scores_[k];
        }
        const Lanes slope = slopes_[j] * slope_of(neuron.activation, sums_[j]);
        out[neuron.bias()] = slope.sum();
        for (size_t i = 0; i < neuron.connections.size(); ++i) {
            const uint32_t source = neuron.connections[i];
            out[neuron.first + i] = (slope * Eigen::Map<const Lanes>(lanes(network, source, at))).sum();
            if (source >= network.features) slopes_[source - network.features] += p[neuron.first + i] * slope;
        }
    }
}

void Gradients::operator()(const Network& network, const std::vector<float>& parameters, Index at,
                           std::vector<float>& out) {
    out.assign(parameters.size(), 0.0f);
    forward(network, parameters, at);
    set_output_slopes(at);
    backward(network, parameters, at, out);
}

double Gradients::loss(const Network& network, const std::vector<float>& parameters, Index at) {
    forward(network, parameters, at);
    return base::mean_loss(objective_, score_matrix(), at);
}

}  // namespace mote::train::grown
