#include "train/trees/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "model/binary.hpp"
#include "train/trees/assemble.hpp"
#include "train/trees/pairs.hpp"
#include "train/trees/rows.hpp"

namespace mote::train::trees {

namespace {

constexpr size_t pairs_kept = 48;
constexpr double size_step = 1.1;  // from one model of the path to the next
constexpr double l2 = 6;           // of leaves and of the linear part

/// Priors as biases, set in the scores.
std::vector<double> start_biases(Scores& scores) {
    const auto n = static_cast<double>(scores.rows());
    std::vector<double> biases(scores.outputs());
    for (size_t k = 0; k < biases.size(); ++k) {
        if (scores.task() == Task::regression) break;
        double count = 0.5;
        const size_t label = scores.task() == Task::binary ? 1 : k;
        for (uint16_t l : scores.labels()) count += l == label ? 1 : 0;
        biases[k] = scores.task() == Task::binary ? std::log(count / (n + 1 - count)) : std::log(count / n);
        for (size_t r = 0; r < scores.rows(); ++r) scores.set(k, r, biases[k]);
    }
    scores.update_variance();
    return biases;
}

class Trainer {
  public:
    Trainer(const TrainingRows& rows, const Effort& effort, const Settings& settings)
        : settings_(settings),
          effort_(effort),
          chosen_(choose_rows(rows, effort)),
          target_(make_target(rows, chosen_)),
          table_(make_table(*rows.samples, chosen_, TableSettings{})),
          scores_(rows.targets->task, rows.targets->scores(), target_.labels, target_.values),
          shape_(rows.shape) {}

    Result<std::vector<model::Model>> run() {
        ensemble_.linear.biases = start_biases(scores_);
        if (settings_.pairs) add_best_pairs(table_, scores_, shape_, TableSettings{}, pairs_kept);
        usage_.emplace(table_);
        if (settings_.linear) start_linear();
        MOTE_TRY(size, snapshot());
        size_t next = static_cast<size_t>(static_cast<double>(size) * size_step) + 1;
        double bits = static_cast<double>(size) * 8;
        size_t idle = 0;
        for (size_t turn = 0; idle < 15 * scores_.outputs() && models_.size() < 200; ++turn) {
            if (effort_.stop.stop_requested())
                return Error{ErrorCode::interrupted, "training was stopped", "", ""};
            const double added = boost(turn % scores_.outputs());
            idle = added >= 1 ? 0 : idle + 1;
            bits += added;
            if (bits / 8 < static_cast<double>(std::min(next, settings_.max_bytes))) continue;
            for (int pass = 0; pass < 2; ++pass) refit(ensemble_, scores_, l2);
            scores_.update_variance();
            MOTE_TRY(now, snapshot());
            if (full_ || now >= settings_.max_bytes * 99 / 100) return finish();
            bits = static_cast<double>(now) * 8;
            next = static_cast<size_t>(static_cast<double>(now) * size_step) + 1;
        }
        MOTE_TRY(last, snapshot());
        (void)last;
        return finish();
    }

  private:
    void start_linear() {
        ensemble_.linear = fit_linear(table_, scores_, l2, 100);
        usage_->use_all_inputs();
        scores_.update_variance();
    }

    GrowSettings grow_settings() const {
        GrowSettings s;
        s.max_depth = settings_.max_depth, s.max_leaves = settings_.max_leaves, s.l2 = l2;
        s.min_child = std::max(2.0, static_cast<double>(table_.rows) / 2000);
        s.node_bits = settings_.leaf_bits + 1 + std::log2(static_cast<double>(usage_->thresholds() + 2));
        s.nats_a_bit = settings_.penalty * efficiency_;
        return s;
    }

    /// One more tree for output k; the bits that it adds, 0 when none pays.
    double boost(size_t k) {
        std::vector<Gradient> gradients(table_.rows);
        for (size_t r = 0; r < table_.rows; ++r) gradients[r] = scores_.gradient(k, r);
        if (efficiency_ < 0) {  // the first tree sets the penalty of a bit
            Usage trial = *usage_;
            efficiency_ = 0;
            const Grown first = grow(table_, gradients, grow_settings(), trial);
            if (first.bits > 0) efficiency_ = first.gain / first.bits;
        }
        Grown grown = grow(table_, gradients, grow_settings(), *usage_);
        // what only two splits together explain (an exclusive or) has a root that pays for nothing itself
        if (grown.tree.leaves < 2 && ensemble_.members.empty()) grown = grow_free(gradients);
        if (grown.tree.leaves < 2) {
            efficiency_ *= 0.7;
            return 0;
        }
        efficiency_ = 0.8 * efficiency_ + 0.2 * grown.gain / grown.bits;
        grown.tree.output = k;
        add(std::move(grown));
        return last_bits_;
    }

    /// A tree whose splits need not pay for themselves.
    Grown grow_free(const std::vector<Gradient>& gradients) {
        GrowSettings settings = grow_settings();
        settings.nats_a_bit = 0;
        return grow(table_, gradients, settings, *usage_);
    }

    void add(Grown grown) {
        last_bits_ = grown.bits;
        Member member{std::make_shared<const Tree>(std::move(grown.tree)), std::move(grown.values)};
        for (double& v : member.values) v *= settings_.learning_rate;
        add_to_scores(member, scores_, 1);
        scores_.update_variance();
        if (member.tree->leaves == 2)
            for (auto& other : ensemble_.members)
                if (same_stump(*other.tree, *member.tree)) {
                    for (size_t i = 0; i < 2; ++i) other.values[i] += member.values[i];
                    last_bits_ = 0;
                    efficiency_ *= 0.8;  // free as it was, it must not make new thresholds look dear
                    return;
                }
        ensemble_.members.push_back(std::move(member));
    }

    static bool same_stump(const Tree& a, const Tree& b) {
        return a.leaves == 2 && b.leaves == 2 && a.output == b.output &&
               a.nodes[0].column == b.nodes[0].column && a.nodes[0].cut == b.nodes[0].cut;
    }

    /// Rounds what there is to integers and keeps it as a model when it fits; its size in bytes.
    Result<size_t> snapshot() {
        for (;;) {
            Scores scores = scores_;
            const QuantisedEnsemble quantised =
                quantise_ensemble(table_, ensemble_, scores, {settings_.leaf_bits, 8, 3, l2});
            model::Model model = assemble(table_, ensemble_, quantised, target_.frame);
            MOTE_TRY(bytes, model::to_binary(model));
            if (bytes.size() <= settings_.max_bytes) {
                models_.push_back(std::move(model));
                return bytes.size();
            }
            if (ensemble_.members.empty()) return bytes.size();
            full_ = true;
            drop_last(bytes.size() - settings_.max_bytes);
        }
    }

    /// The last trees, until about so many bytes are gone.
    void drop_last(size_t bytes) {
        double bits = static_cast<double>(bytes) * 8;
        while (bits > 0 && !ensemble_.members.empty()) {
            const Member& last = ensemble_.members.back();
            bits -= static_cast<double>(last.tree->leaves - 1) * (grow_settings().node_bits + 2);
            add_to_scores(last, scores_, -1);
            ensemble_.members.pop_back();
        }
    }

    Result<std::vector<model::Model>> finish() {
        if (models_.empty())
            return Error{ErrorCode::usage, "no model of trees is that small", "--max-model",
                         "allow more bytes"};
        return std::move(models_);
    }

    Settings settings_;
    Effort effort_;
    std::vector<uint32_t> chosen_;
    Target target_;
    Table table_;
    Scores scores_;
    SeriesShape shape_;
    std::optional<Usage> usage_;
    Ensemble ensemble_;
    std::vector<model::Model> models_;
    double efficiency_ = -1;  ///< nats a bit, of the last trees
    double last_bits_ = 0;
    bool full_ = false;  ///< trees had to be dropped
};

}  // namespace

Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort,
                                        const Settings& settings) {
    return Trainer(rows, effort, settings).run();
}

}  // namespace mote::train::trees
