#include "train/trees/grower.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

namespace mote::train::trees {

Usage::Usage(const Table& table) : columns_(table.columns.size()), inputs_(table.inputs) {
    const double index = std::log2(static_cast<double>(std::max<size_t>(table.inputs, 2)));
    axis_bits_ = std::min(index, 4.0) + 4;
    pair_bits_ = 2 * std::min(index, 5.0) + 5;
    for (const auto& column : table.columns) {
        cuts_.emplace_back(column.cuts.size());
        double widest = 0;
        for (int16_t cut : column.cuts)
            widest = std::max(widest, 1.0 + std::bit_width(static_cast<unsigned>(cut < 0 ? ~cut : cut)));
        width_.push_back(widest);
    }
}

double Usage::bits_for(const Table& table, size_t column, size_t cut) const {
    if (cuts_[column][cut]) return 0;
    double bits = width_[column];
    if (columns_[column]) return bits;
    const Source& source = table.columns[column].source;
    bits += 4;
    if (!inputs_[source.a]) bits += axis_bits_;
    if (source.kind == Source::Kind::input) return bits;
    bits += pair_bits_;
    if (!inputs_[source.b]) bits += axis_bits_;
    return bits;
}

void Usage::use(const Table& table, size_t column, size_t cut) {
    const Source& source = table.columns[column].source;
    if (!cuts_[column][cut]) ++thresholds_;
    cuts_[column][cut] = 1;
    columns_[column] = 1;
    inputs_[source.a] = 1;
    if (source.kind != Source::Kind::input) inputs_[source.b] = 1;
}

void Usage::use_all_inputs() {
    std::ranges::fill(inputs_, uint8_t{1});
}

namespace {

struct Sum {
    double g = 0, h = 0, n = 0;
    void add(const Gradient& x) { g += x.g, h += x.h, n += 1; }
    Sum operator-(const Sum& o) const { return {g - o.g, h - o.h, n - o.n}; }
    double quality(double l2) const { return g * g / (h + l2); }
};

struct Split {
    double net = 0, gain = 0, bits = 0;
    uint32_t column = 0;
    uint8_t cut = 0;
};

struct Leaf {
    uint16_t node = 0;
    unsigned depth = 0;
    std::vector<uint32_t> rows;
    std::vector<Sum> histogram;  ///< all columns one after the other
    Sum total;
    Split best;
};

class Grower {
  public:
    Grower(const Table& table, const std::vector<Gradient>& gradients, const GrowSettings& settings,
           Usage& usage)
        : table_(table), gradients_(gradients), settings_(settings), usage_(usage) {
        for (const auto& column : table_.columns) {
            starts_.push_back(bins_);
            bins_ += column.cuts.size() + 1;
        }
    }

    Grown run() {
        leaves_.push_back(root());
        while (leaves_.size() < settings_.max_leaves) {
            const auto best =
                std::ranges::max_element(leaves_, {}, [](const auto& leaf) { return leaf->best.net; });
            if ((*best)->best.net <= 0) break;
            split(static_cast<size_t>(best - leaves_.begin()));
        }
        return finish();
    }

  private:
    std::unique_ptr<Leaf> root() {
        auto leaf = std::make_unique<Leaf>();
        out_.tree.nodes.emplace_back();
        leaf->rows.resize(table_.rows);
        for (uint32_t r = 0; r < table_.rows; ++r) leaf->rows[r] = r;
        count(*leaf);
        search(*leaf);
        return leaf;
    }

    void count(Leaf& leaf) const {
        leaf.histogram.assign(bins_, Sum{});
        for (size_t c = 0; c < table_.columns.size(); ++c) {
            const uint8_t* bins = table_.columns[c].bins.data();
            Sum* cells = leaf.histogram.data() + starts_[c];
            for (uint32_t r : leaf.rows) cells[bins[r]].add(gradients_[r]);
        }
        for (uint32_t r : leaf.rows) leaf.total.add(gradients_[r]);
    }

    void search(Leaf& leaf) const {
        if (leaf.depth >= settings_.max_depth) return;
        const double whole = leaf.total.quality(settings_.l2);
        for (uint32_t c = 0; c < table_.columns.size(); ++c) {
            const Sum* cells = leaf.histogram.data() + starts_[c];
            Sum left;
            for (size_t cut = 0; cut < table_.columns[c].cuts.size(); ++cut) {
                left.g += cells[cut].g, left.h += cells[cut].h, left.n += cells[cut].n;
                const Sum right = leaf.total - left;
                if (left.n < settings_.min_child || right.n < settings_.min_child) continue;
                const double gain = (left.quality(settings_.l2) + right.quality(settings_.l2) - whole) / 2;
                if (gain <= leaf.best.net) continue;
                const double bits = settings_.node_bits + usage_.bits_for(table_, c, cut);
                const double net = gain - settings_.nats_a_bit * bits;
                if (net > leaf.best.net) leaf.best = {net, gain, bits, c, static_cast<uint8_t>(cut)};
            }
        }
    }

    void split(size_t which) {
        auto parent = std::move(leaves_[which]);
        const Split& s = parent->best;
        const auto left_node = static_cast<uint16_t>(out_.tree.nodes.size());
        out_.tree.nodes.resize(left_node + 2u);
        out_.tree.nodes[parent->node] = {false,     static_cast<uint16_t>(s.column),      s.cut,
                                         left_node, static_cast<uint16_t>(left_node + 1), 0};
        out_.gain += s.gain;
        out_.bits += settings_.node_bits + usage_.bits_for(table_, s.column, s.cut);
        usage_.use(table_, s.column, s.cut);
        auto left = std::make_unique<Leaf>(), right = std::make_unique<Leaf>();
        left->node = left_node, right->node = static_cast<uint16_t>(left_node + 1);
        left->depth = right->depth = parent->depth + 1;
        const uint8_t* bins = table_.columns[s.column].bins.data();
        for (uint32_t r : parent->rows) (bins[r] > s.cut ? right : left)->rows.push_back(r);
        share_histogram(*parent, *left, *right);
        search(*left), search(*right);
        leaves_[which] = std::move(left);
        leaves_.push_back(std::move(right));
    }

    /// The smaller child is counted, the larger one is the rest.
    void share_histogram(Leaf& parent, Leaf& left, Leaf& right) const {
        if (left.depth >= settings_.max_depth) {
            for (uint32_t r : left.rows) left.total.add(gradients_[r]);
            right.total = parent.total - left.total;
            return;
        }
        Leaf& small = left.rows.size() <= right.rows.size() ? left : right;
        Leaf& large = &small == &left ? right : left;
        count(small);
        large.total = parent.total - small.total;
        large.histogram = std::move(parent.histogram);
        for (size_t i = 0; i < bins_; ++i) large.histogram[i] = large.histogram[i] - small.histogram[i];
    }

    Grown finish() {
        assign_rows(table_, out_.tree);
        out_.values.resize(out_.tree.leaves);
        for (const auto& leaf : leaves_)
            out_.values[out_.tree.nodes[leaf->node].index] = -leaf->total.g / (leaf->total.h + settings_.l2);
        return std::move(out_);
    }

    const Table& table_;
    const std::vector<Gradient>& gradients_;
    const GrowSettings& settings_;
    Usage& usage_;
    std::vector<size_t> starts_;
    size_t bins_ = 0;
    std::vector<std::unique_ptr<Leaf>> leaves_;
    Grown out_;
};

void number_leaves(Tree& tree, size_t node) {
    if (tree.nodes[node].leaf) {
        tree.nodes[node].index = static_cast<uint16_t>(tree.leaves++);
        return;
    }
    number_leaves(tree, tree.nodes[node].left);
    number_leaves(tree, tree.nodes[node].right);
}

}  // namespace

void assign_rows(const Table& table, Tree& tree) {
    tree.leaves = 0;
    number_leaves(tree, 0);
    tree.leaf_of_row.resize(table.rows);
    for (size_t r = 0; r < table.rows; ++r) {
        size_t node = 0;
        while (!tree.nodes[node].leaf) {
            const Node& n = tree.nodes[node];
            node = table.columns[n.column].bins[r] > n.cut ? n.right : n.left;
        }
        tree.leaf_of_row[r] = static_cast<uint8_t>(tree.nodes[node].index);
    }
}

Grown grow(const Table& table, const std::vector<Gradient>& gradients, const GrowSettings& settings,
           Usage& usage) {
    return Grower(table, gradients, settings, usage).run();
}

}  // namespace mote::train::trees
