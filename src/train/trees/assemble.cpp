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

Inventory take_inventory(const Table& table, const Ensemble& ensemble, const QuantisedEnsemble& quantised) {
    Inventory inventory;
    for (size_t i = 0; i < quantised.weights.size(); ++i)
        if (quantised.weights[i] != 0) inventory.inputs.insert(static_cast<uint16_t>(i % table.inputs));
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
void add_trees(const Ensemble& ensemble, const QuantisedEnsemble& quantised, const Inventory& inventory,
               model::Trees& out) {
    out.trees.resize(out.outputs);
    out.first_zero = true;
    for (size_t t = 0; t < ensemble.members.size(); ++t) {
        const Tree& tree = *ensemble.members[t].tree;
        if (tree.leaves == 2 && out.outputs == 1) {
            if (out.steps.empty()) out.steps.resize(out.threshold_count());
            const Node& root = tree.nodes[0];
            out.steps[static_cast<size_t>(inventory.number.at({root.column, root.cut}))] +=
                quantised.values[t][1];
            continue;
        }
        model::Trees::Tree nodes;
        add_nodes(tree, 0, quantised.values[t], inventory, nodes);
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

void add_linear(const Table& table, const QuantisedEnsemble& quantised, const Inventory& inventory,
                model::Trees& out) {
    if (quantised.weights.empty()) return;
    auto& linear = out.linear.emplace();
    linear.shift = static_cast<uint8_t>(quantised.shift);
    for (size_t k = 0; k < out.outputs; ++k)
        for (uint16_t input : inventory.inputs)
            linear.weights.push_back(quantised.weights[k * table.inputs + input]);
    linear.bits = static_cast<uint8_t>(model::signed_width(linear.weights));
}

void set_encoder(const Table& table, const Inventory& inventory, model::Encoder& encoder) {
    encoder.shape = {1, static_cast<uint16_t>(table.inputs)};
    for (uint16_t input : inventory.inputs) {
        encoder.used.push_back(input);
        encoder.entries.push_back({table.exponents[input], 0, 0, 1});
    }
}

}  // namespace

model::Model assemble(const Table& table, const Ensemble& ensemble, const QuantisedEnsemble& quantised,
                      const base::Frame& frame) {
    const Inventory inventory = take_inventory(table, ensemble, quantised);
    auto out = base::empty_model(frame, model::Activation::i16);
    set_encoder(table, inventory, out.encoder);
    // the bias of a regression is part of the model's score offset
    base::set_score_scale(out, quantised.exponent, frame.scale, quantised.biases[0], 0x1p31 - 1);
    model::Trees trees;
    trees.outputs = out.scores;
    add_features(table, inventory, trees);
    add_trees(ensemble, quantised, inventory, trees);
    choose_widths(trees);
    add_linear(table, quantised, inventory, trees);
    if (frame.task != Task::regression)
        for (int32_t bias : quantised.biases) trees.biases.push_back(std::clamp(bias, -32768, 32767));
    out.layers.emplace_back(std::move(trees));
    return out;
}

}  // namespace mote::train::trees
