// The next piece of a network: a neuron, or a direct connection of a score, whichever promises most for its bits.
#pragma once

#include <optional>

#include "core/rng.hpp"
#include "train/grown/network.hpp"

namespace mote::train::grown {

struct Proposal {
    std::optional<Neuron> neuron;  ///< else a direct connection
    std::vector<float> weights;
    float bias = 0;
    std::vector<float> output_weights;
    uint32_t source = 0, output = 0;  ///< of a direct connection, whose weight is output_weights[0]
    double gain = 0;                  ///< nats over all rows, to second order
    double bits = 1;
};

/// Sources are found by orthogonal matching pursuit (Pati et al. 1993) of the loss's descent direction, in
/// the space of the outputs where it is strongest (as cascade correlation does, Fahlman and Lebiere 1990), on
/// all rows or on one side of a random source. Gain 0 when nothing helps. A neuron has 1 .. most_connections connections.
Proposal propose(const Network& network, const Sources& sources, const Objective& objective,
                 size_t most_connections, Rng& rng);

void apply(const Proposal& proposal, Network& network);

}  // namespace mote::train::grown
