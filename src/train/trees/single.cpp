#include "train/trees/single.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "model/binary.hpp"
#include "train/trees/assemble.hpp"
#include "train/trees/coarse.hpp"
#include "train/trees/rows.hpp"

namespace mote::train::trees {

namespace {

/// Rows of a node, and of each output the sum of its targets.
struct Sums {
    double n = 0;
    std::vector<double> targets;

    explicit Sums(size_t outputs) : targets(outputs) {}
    /// n times the impurity is a constant less this; of one-hot targets the impurity is Gini's.
    double purity() const {
        double sum = 0;
        for (const double t : targets) sum += t * t;
        return n > 0 ? sum / n : 0;
    }
};

/// Targets of a row: 1 for its class, or the number to predict.
class Responses {
  public:
    Responses(const TrainingRows& rows, const std::vector<uint32_t>& chosen, size_t classes)
        : target_(make_target(rows, chosen)), classes_(classes) {}

    size_t outputs() const { return std::max<size_t>(classes_, 1); }
    void add(Sums& sums, size_t row) const {
        sums.n += 1;
        if (classes_ == 0) {
            sums.targets[0] += double{target_.values[row]};
        } else {
            sums.targets[target_.labels[row]] += 1;
        }
    }
    const Target& target() const { return target_; }

  private:
    Target target_;
    size_t classes_;
};

struct SingleSplit {
    double gain = 0;
    size_t column = 0, cut = 0;
};

struct SingleLeaf {
    uint16_t node = 0;
    std::vector<uint32_t> rows;
    Sums sums;
    SingleSplit best;
};

class SingleGrower {
  public:
    SingleGrower(const Table& table, const Responses& responses, size_t min_child)
        : table_(table), responses_(responses), min_child_(static_cast<double>(min_child)) {
        std::vector<uint32_t> rows(table.rows);
        for (uint32_t r = 0; r < table.rows; ++r) rows[r] = r;
        tree_.nodes.emplace_back();
        leaves_.push_back(make_leaf(0, std::move(rows)));
        assign_rows(table_, tree_);
    }

    const Tree& tree() const { return tree_; }
    /// In the order of their numbers in the tree.
    std::vector<const Sums*> leaves() const {
        std::vector<const Sums*> out(leaves_.size());
        for (const auto& leaf : leaves_) out[tree_.nodes[leaf.node].index] = &leaf.sums;
        return out;
    }

    /// One more leaf; false when no split makes anything purer.
    bool split() {
        const auto best =
            std::ranges::max_element(leaves_, {}, [](const SingleLeaf& leaf) { return leaf.best.gain; });
        if (best->best.gain <= 0) return false;
        const SingleLeaf parent = std::move(*best);
        const auto left = static_cast<uint16_t>(tree_.nodes.size()), right = static_cast<uint16_t>(left + 1);
        tree_.nodes.resize(left + 2u);
        tree_.nodes[parent.node] = {false,
                                    static_cast<uint16_t>(parent.best.column),
                                    static_cast<uint8_t>(parent.best.cut),
                                    left,
                                    right,
                                    0};
        std::vector<uint32_t> of_left, of_right;
        const auto& bins = table_.columns[parent.best.column].bins;
        for (const uint32_t r : parent.rows) (bins[r] > parent.best.cut ? of_right : of_left).push_back(r);
        *best = make_leaf(left, std::move(of_left));
        leaves_.push_back(make_leaf(right, std::move(of_right)));
        assign_rows(table_, tree_);
        return true;
    }

  private:
    SingleLeaf make_leaf(uint16_t node, std::vector<uint32_t> rows) const {
        SingleLeaf leaf{node, std::move(rows), Sums(responses_.outputs()), {}};
        for (const uint32_t r : leaf.rows) responses_.add(leaf.sums, r);
        for (size_t c = 0; c < table_.columns.size(); ++c) search(leaf, c);
        return leaf;
    }

    void search(SingleLeaf& leaf, size_t column) const {
        const size_t cuts = table_.columns[column].cuts.size();
        std::vector<Sums> cells(cuts + 1, Sums(responses_.outputs()));
        for (const uint32_t r : leaf.rows) responses_.add(cells[table_.columns[column].bins[r]], r);
        const double least = leaf.sums.purity() * (1 + 1e-9) + 1e-9;
        Sums left(responses_.outputs()), right = leaf.sums;
        for (size_t cut = 0; cut < cuts; ++cut) {
            move(cells[cut], right, left);
            if (left.n < min_child_ || right.n < min_child_ || cells[cut].n == 0) continue;
            const double gain = left.purity() + right.purity() - least;
            if (gain > leaf.best.gain) leaf.best = {gain, column, middle(column, cut, cells)};
        }
    }

    /// Of the cuts between the same rows as this one, the one in the middle.
    size_t middle(size_t column, size_t cut, const std::vector<Sums>& cells) const {
        const auto& cuts = table_.columns[column].cuts;
        size_t last = cut;
        while (last + 1 < cuts.size() && cells[last + 1].n == 0) ++last;
        const int centre = (cuts[cut] + cuts[last]) / 2;
        while (cut < last && cuts[cut] < centre) ++cut;
        return cut;
    }

    static void move(const Sums& cell, Sums& from, Sums& to) {
        from.n -= cell.n, to.n += cell.n;
        for (size_t k = 0; k < cell.targets.size(); ++k)
            from.targets[k] -= cell.targets[k], to.targets[k] += cell.targets[k];
    }

    const Table& table_;
    const Responses& responses_;
    double min_child_;
    Tree tree_;
    std::vector<SingleLeaf> leaves_;
};

/// Log odds of class 1, with half a row more on either side (Jeffreys).
double log_odds(const Sums& leaf) {
    return std::log((leaf.targets[1] + 0.5) / (leaf.targets[0] + 0.5));
}

size_t majority(const Sums& leaf) {
    return static_cast<size_t>(std::ranges::max_element(leaf.targets) - leaf.targets.begin());
}

/// What a majority is worth against each other class, over all leaves.
double confidence(const std::vector<const Sums*>& leaves, size_t classes) {
    double right = 0.5, wrong = 0.5;
    for (const Sums* leaf : leaves) {
        const double most = leaf->targets[majority(*leaf)];
        right += most, wrong += leaf->n - most;
    }
    return std::log(right * static_cast<double>(classes - 1) / wrong);
}

/// [output][leaf] of real scores.
std::vector<std::vector<double>> scores_of(const std::vector<const Sums*>& leaves, Task task,
                                           size_t outputs) {
    std::vector<std::vector<double>> out(outputs, std::vector<double>(leaves.size()));
    const double sure = task == Task::multiclass ? std::max(confidence(leaves, outputs), 0.1) : 0;
    for (size_t i = 0; i < leaves.size(); ++i) {
        const Sums& leaf = *leaves[i];
        if (task == Task::regression) out[0][i] = leaf.targets[0] / leaf.n;
        if (task == Task::binary) out[0][i] = log_odds(leaf);
        if (task == Task::multiclass) out[majority(leaf)][i] = sure;
    }
    return out;
}

/// The tree without splits between leaves of equal value; `values` become those of the leaves that are left.
uint16_t collapsed(const Tree& from, size_t at, const std::vector<double>& values, Tree& to,
                   std::vector<double>& kept) {
    const auto here = static_cast<uint16_t>(to.nodes.size());
    to.nodes.push_back(from.nodes[at]);
    if (!from.nodes[at].leaf) {
        const size_t kept_before = kept.size();
        const uint16_t left = collapsed(from, from.nodes[at].left, values, to, kept);
        const uint16_t right = collapsed(from, from.nodes[at].right, values, to, kept);
        to.nodes[here].left = left, to.nodes[here].right = right;
        const bool equal =
            to.nodes[left].leaf && to.nodes[right].leaf && kept.back() == kept[kept.size() - 2];
        if (!equal) return here;
        to.nodes.resize(here + 1u);
        to.nodes[here] = Node{};
        kept.resize(kept_before + 1);
        to.nodes[here].index = static_cast<uint16_t>(kept_before);
        return here;
    }
    to.nodes[here].index = static_cast<uint16_t>(kept.size());
    kept.push_back(values[from.nodes[at].index]);
    return here;
}

/// Integers whose differences to a tree's first leaf use all of leaf_bits.
QuantisedEnsemble quantised_ensemble(const Ensemble& ensemble, unsigned leaf_bits) {
    double largest = 1e-9;
    for (const auto& member : ensemble.members)
        for (const double v : member.values) largest = std::max(largest, std::abs(v - member.values[0]));
    QuantisedEnsemble out;
    out.outputs = ensemble.linear.biases.size();
    const double limit = std::ldexp(1.0, static_cast<int>(leaf_bits) - 1) - 1;
    out.exponent = static_cast<int>(std::ceil(std::log2(largest / limit)));
    const auto rounded = [&](double v) {
        return static_cast<int32_t>(std::lround(std::ldexp(v, -out.exponent)));
    };
    for (const double bias : ensemble.linear.biases) out.biases.push_back(rounded(bias));
    for (const auto& member : ensemble.members) {
        auto& values = out.values.emplace_back();
        for (const double v : member.values) values.push_back(rounded(v) - rounded(member.values[0]));
    }
    return out;
}

/// One tree an output, its first leaf being the output's bias.
Ensemble ensemble_of(const Tree& grown, const std::vector<const Sums*>& leaves, Task task, size_t outputs) {
    const auto scores = scores_of(leaves, task, outputs);
    Ensemble out;
    for (size_t k = 0; k < outputs; ++k) {
        auto tree = std::make_shared<Tree>();
        tree->output = k;
        Member member;
        collapsed(grown, 0, scores[k], *tree, member.values);
        tree->leaves = member.values.size();
        out.linear.biases.push_back(member.values[0]);
        if (tree->leaves < 2) continue;
        member.tree = std::move(tree);
        out.members.push_back(std::move(member));
    }
    return out;
}

}  // namespace

Result<std::vector<model::Model>> train_single(const TrainingRows& rows, const Effort& effort,
                                               const SingleSettings& settings) {
    const Targets& targets = *rows.targets;
    const auto chosen = choose_rows(rows, effort);
    const size_t outputs = targets.scores();
    const size_t classes = targets.task == Task::regression ? 0 : std::max<size_t>(outputs, 2);
    const Table table = make_table(*rows.samples, chosen, {8, 255, settings.short_inputs ? 127 : 32767});
    const Responses responses(rows, chosen, classes);
    const auto& frame = responses.target().frame;
    SingleGrower grower(table, responses, settings.min_child);
    std::vector<model::Model> models;
    do {
        if (effort.stop.stop_requested())
            return Error{ErrorCode::interrupted, "training was stopped", "", ""};
        const CoarseTree coarse = coarsened(*rows.samples, chosen, table, grower.tree());
        const Ensemble ensemble = ensemble_of(coarse.tree, grower.leaves(), targets.task, outputs);
        model::Model model =
            assemble(coarse.table, ensemble, quantised_ensemble(ensemble, settings.leaf_bits), frame);
        MOTE_TRY(bytes, model::to_binary(model));
        if (bytes.size() > settings.max_bytes) break;
        models.push_back(std::move(model));
    } while (grower.tree().leaves < settings.max_leaves && grower.split());
    if (models.empty())
        return Error{ErrorCode::usage, "no decision tree is that small", "--max-model", "allow more bytes"};
    return models;
}

}  // namespace mote::train::trees
