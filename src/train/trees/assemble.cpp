#include "train/trees/assemble.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "model/bit_stream.hpp"

namespace mote::train::trees {

namespace {

/// Columns and cuts in use, and the numbers that they get.
struct Inventory {
    std::set<uint16_t> inputs;
    std::map<uint16_t, std::set<uint8_t>> cuts;              ///< by column, in the order of the table
    std::map<std::pair<uint16_t, uint8_t>, int32_t> number;  ///< of a threshold
};

Inventory take_inventory(const Table& table, const Ensemble& ensemble, const Lattice& lattice) {
    Inventory inventory;
    for (size_t i = 0; i < lattice.weights.size(); ++i)
        if (lattice.weights[i] != 0) inventory.inputs.insert(static_cast<uint16_t>(i % table.inputs));
    for (const auto& member : ensemble.members) {
        for (const auto& node : member.tree->nodes) {
            if (node.leaf) continue;
            const Source& source = table.columns[node.column].source;
            inventory.cuts[node.column].insert(node.cut);
            inventory.inputs.insert(source.a);
            if (source.kind != Source::Kind::input) inventory.inputs.insert(source.b);
        }
    }
    if (inventory.inputs.empty()) inventory.inputs.insert(0);
    int32_t next = 0;
    for (const auto& [column, cuts] : inventory.cuts)  // inputs come first in the table, so the order holds
        for (uint8_t cut : cuts) inventory.number[{column, cut}] = next++;
    return inventory;
}

uint16_t channel_of(const Inventory& inventory, uint16_t input) {
    return static_cast<uint16_t>(std::distance(inventory.inputs.begin(), inventory.inputs.find(input)));
}

void add_features(const Table& table, const Inventory& inventory, model::Trees& out) {
    out.thresholds.resize(inventory.inputs.size());
    for (const auto& [column, cuts] : inventory.cuts) {
        const Source& source = table.columns[column].source;
        std::vector<int32_t> thresholds;
        for (uint8_t cut : cuts) thresholds.push_back(table.columns[column].cuts[cut]);
        if (source.kind == Source::Kind::input) {
            out.thresholds[channel_of(inventory, source.a)] = thresholds;
            continue;
        }
        out.pairs.push_back({channel_of(inventory, source.a), channel_of(inventory, source.b),
                             source.kind == Source::Kind::sum});
        out.thresholds.push_back(thresholds);
    }
}

void add_nodes(const Tree& tree, size_t at, const std::vector<int32_t>& values, const Inventory& inventory,
               model::Trees::Tree& out) {
    const Node& node = tree.nodes[at];
    if (node.leaf) {
        out.push_back({true, values[node.index]});
        return;
    }
    out.push_back({false, inventory.number.at({node.column, node.cut})});
    add_nodes(tree, node.left, values, inventory, out);
    add_nodes(tree, node.right, values, inventory, out);
}

/// Trees of one node become steps of their threshold where the task has one score.
void add_trees(const Ensemble& ensemble, const Lattice& lattice, const Inventory& inventory,
               model::Trees& out) {
    out.trees.resize(out.outputs);
    out.first_zero = true;
    for (size_t t = 0; t < ensemble.members.size(); ++t) {
        const Tree& tree = *ensemble.members[t].tree;
        if (tree.leaves == 2 && out.outputs == 1) {
            if (out.steps.empty()) out.steps.resize(out.threshold_count());
            const Node& root = tree.nodes[0];
            out.steps[static_cast<size_t>(inventory.number.at({root.column, root.cut}))] +=
                lattice.values[t][1];
            continue;
        }
        model::Trees::Tree nodes;
        add_nodes(tree, 0, lattice.values[t], inventory, nodes);
        out.trees[tree.output].push_back(std::move(nodes));
    }
}

void choose_widths(model::Trees& out) {
    std::vector<int32_t> leaves;
    for (const auto& of_output : out.trees)
        for (const auto& tree : of_output)
            for (const auto& node : tree)
                if (node.leaf) leaves.push_back(node.value);
    out.leaf_bits = static_cast<uint8_t>(model::signed_width(leaves));
    out.step_bits = static_cast<uint8_t>(model::signed_width(out.steps));
}

void add_linear(const Table& table, const Lattice& lattice, const Inventory& inventory, model::Trees& out) {
    if (lattice.weights.empty()) return;
    auto& linear = out.linear.emplace();
    linear.shift = static_cast<uint8_t>(lattice.shift);
    for (size_t k = 0; k < out.outputs; ++k)
        for (uint16_t input : inventory.inputs)
            linear.weights.push_back(lattice.weights[k * table.inputs + input]);
    linear.bits = static_cast<uint8_t>(model::signed_width(linear.weights));
}

model::Encoder make_encoder(const Table& table, const Inventory& inventory, bool raw_float) {
    model::Encoder encoder;
    encoder.shape = {1, static_cast<uint16_t>(table.inputs)};
    encoder.raw_float = raw_float;
    int highest = -128;
    for (uint16_t input : inventory.inputs) highest = std::max<int>(highest, table.exponents[input]);
    for (uint16_t input : inventory.inputs) {
        encoder.used.push_back(input);
        encoder.entries.push_back({table.exponents[input], 0, 0, 1});
    }
    return encoder;
}

}  // namespace

model::Model assemble(const Table& table, const Ensemble& ensemble, const Lattice& lattice,
                      const Frame& frame) {
    const Inventory inventory = take_inventory(table, ensemble, lattice);
    model::Model out;
    out.task = frame.task;
    out.activation = model::Activation::i16;
    out.scores = static_cast<uint8_t>(lattice.biases.size());
    out.score_exponent = static_cast<int8_t>(std::clamp(lattice.exponent + frame.target_exponent, -128, 127));
    out.encoder = make_encoder(table, inventory, frame.raw_float);
    model::Trees trees;
    trees.outputs = out.scores;
    add_features(table, inventory, trees);
    add_trees(ensemble, lattice, inventory, trees);
    choose_widths(trees);
    add_linear(table, lattice, inventory, trees);
    if (frame.task == Task::regression) {
        const double offset = std::ldexp(frame.target_mean, -out.score_exponent) + lattice.biases[0];
        out.score_offset = static_cast<int32_t>(std::clamp(std::round(offset), -2147483647.0, 2147483647.0));
    } else {
        for (int32_t bias : lattice.biases) trees.biases.push_back(std::clamp(bias, -32768, 32767));
    }
    out.layers.emplace_back(std::move(trees));
    return out;
}

}  // namespace mote::train::trees
