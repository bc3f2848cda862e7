// The growing network in float, with loss and gradients.
#pragma once

#include <cstdint>
#include <vector>

#include "core/samples.hpp"
#include "model/model.hpp"
#include "train/base/objective.hpp"
#include "train/grown/sources.hpp"

namespace mote::train::grown {

using base::Objective;
using ActivationFunction = model::Sparse::Response;

/// Parameters of a neuron, from `first` on: a weight a connection, the bias, a output weight an output.
struct Neuron {
    ActivationFunction activation = ActivationFunction::relu;
    std::vector<uint32_t> connections;  ///< ascending: columns of Sources, then (from `features` on) neurons
    size_t first = 0;
    size_t bias() const { return first + connections.size(); }
    size_t output_weight(size_t k) const { return bias() + 1 + k; }
};

/// A connection of a score itself.
struct Direct {
    uint32_t source = 0;
    uint32_t output = 0;
    size_t parameter = 0;
};

struct Network {
    size_t features = 0;
    size_t outputs = 1;
    std::vector<float> parameters;  ///< biases of the scores first
    std::vector<Neuron> neurons;
    std::vector<Direct> direct;

    Network(size_t features_, size_t outputs_)
        : features(features_), outputs(outputs_), parameters(outputs_, 0.0f) {}
    /// weights in the order of the connections; the neuron's place is set here.
    void add(Neuron neuron, const std::vector<float>& weights, float bias,
             const std::vector<float>& output_weights);
    void add(uint32_t source, uint32_t output, float weight);
};

/// Whether neurons give what the formulas say, or what is left of it on the chip: sums and outputs in whole
/// codes of 1/64, rounded down. With parameters on the grid the scores are then the chip's, to the last bit,
/// as long as no sum leaves the 24 bits of a float's mantissa.
enum class Arithmetic { plain, chip };

/// z -> max(z, 0), z between -2 and 127/64, |z|, z * z; at most 32767/64.
Eigen::ArrayXf activate(ActivationFunction activation, const Eigen::ArrayXf& z);

/// Scores of the first rows; with `values` also the neurons' outputs, a column each.
Eigen::MatrixXf scores_of(const Network& network, const std::vector<float>& parameters,
                          const Sources& sources, Eigen::Index rows, Arithmetic arithmetic,
                          Eigen::MatrixXf* values = nullptr);

/// d loss / d score a row, negated, and its curvature (diagonal), at least an eighth of the slope.
void derivatives(const Objective& objective, const Eigen::MatrixXf& scores, Eigen::MatrixXf& descent,
                 Eigen::MatrixXf& curvature);

/// Gradient of the mean loss of one block of rows, at `parameters` (same layout as the network's). It passes
/// rounding as if that were not there (straight-through).
class Gradients {
  public:
    Gradients(const Sources& sources, const Objective& objective, Arithmetic arithmetic)
        : sources_(sources), objective_(objective), arithmetic_(arithmetic) {}
    /// `at`: the block's first row.
    void operator()(const Network& network, const std::vector<float>& parameters, Eigen::Index at,
                    std::vector<float>& out);
    /// The loss itself.
    double loss(const Network& network, const std::vector<float>& parameters, Eigen::Index at);

  private:
    using Lanes = Eigen::Array<float, block, 1>;
    void forward(const Network& network, const std::vector<float>& p, Eigen::Index at);
    Eigen::MatrixXf score_matrix() const;
    void set_output_slopes(Eigen::Index at);
    void backward(const Network& network, const std::vector<float>& p, Eigen::Index at,
                  std::vector<float>& out);
    const float* lanes(const Network& network, uint32_t source, Eigen::Index at) const;

    const Sources& sources_;
    const Objective& objective_;
    Arithmetic arithmetic_;
    std::vector<Lanes> sums_, values_, slopes_, scores_;  // neurons: z, output, d loss / d output; outputs
};

}  // namespace mote::train::grown
