#include "train/trees/trees.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "train/trees/single.hpp"

namespace mote::train::trees {

namespace {

constexpr size_t largest_model = 16384;     // beyond it, trees gain little on tables that fit a chip
constexpr size_t most_linear_inputs = 400;  // the linear part inverts a matrix of inputs x inputs
constexpr size_t most_scores = 100;         // as in the model file

class TreesCandidate : public Candidate {
  public:
    TreesCandidate(std::string family, Settings settings) : family_(std::move(family)), settings_(settings) {}

    std::string_view family() const override { return family_; }

    std::string describe() const override {
        return fmt::format("{} depth {} leaves {}{}{}, rate {}, price {}, leaf {} bits", family_,
                           settings_.max_depth, settings_.max_leaves, settings_.pairs ? " pairs" : "",
                           settings_.linear ? " linear" : "", settings_.learning_rate, settings_.penalty,
                           settings_.leaf_bits);
    }

    size_t model_bytes() const override { return settings_.max_bytes; }

    Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort) const override {
        return trees::train(rows, effort, settings_);
    }

    std::vector<std::unique_ptr<Candidate>> neighbours(const TrainingRows& rows, const Goal&) const override;

  private:
    std::string family_;
    Settings settings_;
};

bool applies(const TrainingRows& rows) {
    return rows.size() >= 4 && rows.samples->columns() > 0 && rows.targets->scores() <= most_scores;
}

/// Regression needs small corrections beside large ones; probabilities do not.
unsigned leaf_bits(const TrainingRows& rows, const Goal& goal) {
    const unsigned bits = rows.targets->task == Task::regression ? 8 : 6;
    return goal.bits == 8 ? bits : bits + 3;
}

Settings base(const TrainingRows& rows, const Goal& goal) {
    Settings s;
    s.max_bytes = std::min(goal.max_model_bytes, largest_model);
    s.leaf_bits = leaf_bits(rows, goal);
    return s;
}

std::vector<std::unique_ptr<Candidate>> TreesCandidate::neighbours(const TrainingRows& rows,
                                                                   const Goal&) const {
    std::vector<std::unique_ptr<Candidate>> out;
    const auto vary = [&](auto change) {
        Settings s = settings_;
        change(s);
        out.push_back(make_candidate(family_, s));
    };
    for (const double factor : {0.5, 2.0}) {
        vary([&](Settings& s) { s.learning_rate = std::clamp(s.learning_rate * factor, 0.05, 0.6); });
        vary([&](Settings& s) { s.penalty = std::clamp(s.penalty * factor, 0.125, 2.0); });
    }
    if (settings_.max_depth > 1)
        for (const int step : {-1, 1}) {
            const auto depth =
                static_cast<unsigned>(std::clamp(static_cast<int>(settings_.max_depth) + step, 2, 7));
            vary([&](Settings& s) { s.max_depth = depth, s.max_leaves = std::min(1u << depth, 24u); });
        }
    const size_t inputs = rows.samples->columns();
    if (inputs >= 2) vary([](Settings& s) { s.pairs = !s.pairs; });
    if (settings_.max_depth > 1 && inputs <= most_linear_inputs)
        vary([](Settings& s) { s.linear = !s.linear; });
    for (const unsigned bits : {settings_.leaf_bits - 1, settings_.leaf_bits + 1})
        vary([&](Settings& s) { s.leaf_bits = std::clamp(bits, 4u, 12u); });
    return out;
}

class TreesFamily : public Family {
  public:
    explicit TreesFamily(bool linear) : linear_(linear) {}
    std::string_view name() const override { return "trees"; }

    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<std::unique_ptr<Candidate>> out;
        if (!applies(rows)) return out;
        const size_t inputs = rows.samples->columns();
        struct Shape {
            unsigned depth, leaves;
            double rate;
        };
        for (const Shape shape : {Shape{3, 8, 0.3}, Shape{5, 16, 0.3}}) {
            for (const bool pairs : {false, true}) {
                for (const bool linear : {false, true}) {
                    if ((pairs && inputs < 2) || (linear && (!linear_ || inputs > most_linear_inputs)))
                        continue;
                    Settings s = base(rows, goal);
                    s.max_depth = shape.depth, s.max_leaves = shape.leaves, s.learning_rate = shape.rate;
                    s.pairs = pairs, s.linear = linear;
                    out.push_back(make_candidate("trees", s));
                }
            }
        }
        return out;
    }

  private:
    bool linear_;
};

class StumpsFamily : public Family {
  public:
    std::string_view name() const override { return "stumps"; }

    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<std::unique_ptr<Candidate>> out;
        if (!applies(rows)) return out;
        for (const bool pairs : {false, true}) {
            if (pairs && rows.samples->columns() < 2) continue;
            Settings s = base(rows, goal);
            s.max_depth = 1, s.max_leaves = 2, s.pairs = pairs;
            out.push_back(make_candidate("stumps", s));
        }
        return out;
    }
};

class SingleTree : public Candidate {
  public:
    explicit SingleTree(SingleSettings settings) : settings_(settings) {}

    std::string_view family() const override { return "tree"; }

    std::string describe() const override {
        return fmt::format("tree of {} leaves of {} rows and more, {}leaf {} bits", settings_.max_leaves,
                           settings_.min_child, settings_.short_inputs ? "short, " : "", settings_.leaf_bits);
    }

    size_t model_bytes() const override { return settings_.max_bytes; }

    Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort) const override {
        return train_single(rows, effort, settings_);
    }

  private:
    SingleSettings settings_;
};

class TreeFamily : public Family {
  public:
    std::string_view name() const override { return "tree"; }

    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<std::unique_ptr<Candidate>> out;
        if (!applies(rows)) return out;
        for (const bool short_inputs : {true, false})
            for (const size_t min_child : {size_t{1}, size_t{5}}) {
                SingleSettings s;
                s.min_child = min_child, s.short_inputs = short_inputs;
                s.leaf_bits = leaf_bits(rows, goal);
                s.max_bytes = std::min(goal.max_model_bytes, largest_model);
                out.push_back(std::make_unique<SingleTree>(s));
            }
        return out;
    }
};

}  // namespace

std::unique_ptr<Candidate> make_candidate(std::string family, Settings settings) {
    return std::make_unique<TreesCandidate>(std::move(family), settings);
}

const Family& family() {
    static const TreesFamily instance(true);
    return instance;
}

const Family& selective_family() {
    static const TreesFamily instance(false);
    return instance;
}

const Family& stumps_family() {
    static const StumpsFamily instance;
    return instance;
}

const Family& tree_family() {
    static const TreeFamily instance;
    return instance;
}

}  // namespace mote::train::trees
