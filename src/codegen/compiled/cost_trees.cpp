// Trees: nodes visited where nodes hold their thresholds, else thresholds compared and items passed.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "codegen/compiled/cost_families.hpp"
#include "codegen/layers/trees.hpp"

namespace mote::codegen {

namespace {

using Tree = model::Trees::Tree;

/// Mean turns to the left and to the right of a row.
struct Turns {
    double left = 0, right = 0;
};

/// Where rows are typical, those that they take; else either branch is as likely.
class Walk {
  public:
    Walk(const CostPlace& place, const model::Trees& trees) : place_(place), trees_(trees) {
        for (size_t f = 0; f < trees.thresholds.size(); ++f)
            for (const int32_t t : trees.thresholds[f]) tests_.push_back({f, t});
        if (place.rows.samples == nullptr) return;
        for (const uint32_t row : place.rows.rows) encode(row);
    }

    Turns turns() const {
        Turns out;
        for (const auto& of_output : trees_.trees)
            for (const auto& tree : of_output) {
                if (values_.empty()) {
                    size_t at = 0;
                    halves(tree, at, 1, out);
                }
                for (const auto& values : values_) follow(tree, values, out);
            }
        return out;
    }

    /// Mean number of thresholds that rows are above and that have a step.
    double steps_taken() const {
        double count = 0;
        for (size_t i = 0; i < trees_.steps.size(); ++i) {
            if (values_.empty()) count += 0.5;
            for (const auto& values : values_)
                if (values[tests_[i].feature] > tests_[i].threshold)
                    count += 1 / static_cast<double>(values_.size());
        }
        return count;
    }

  private:
    struct Test {
        size_t feature;
        int32_t threshold;
    };

    void encode(uint32_t row) {
        const auto& encoder = place_.model.encoder;
        const bool wide = place_.model.activation == model::Activation::i16;
        const double low = wide ? -32768 : -128, high = wide ? 32767 : 127;
        const size_t channels = trees_.thresholds.size() - trees_.pairs.size();
        auto& out = values_.emplace_back();
        for (size_t c = 0; c < channels; ++c) {
            const auto& entry = encoder.entries[encoder.entries.size() == 1 ? 0 : c];
            const float sample = place_.rows.samples->at(row, encoder.used.empty() ? c : encoder.used[c]);
            const double q = std::floor(std::ldexp(double{sample}, entry.exponent) + 0.5) - entry.offset;
            out.push_back(std::isnan(q) ? 0 : static_cast<int32_t>(std::clamp(q, low, high)));
        }
        for (const auto& pair : trees_.pairs)
            out.push_back(pair.sum ? out[pair.a] + out[pair.b] : out[pair.a] - out[pair.b]);
    }

    static void halves(const Tree& tree, size_t& at, double share, Turns& out) {
        if (tree[at++].leaf) return;
        out.left += share / 2, out.right += share / 2;
        halves(tree, at, share / 2, out);
        halves(tree, at, share / 2, out);
    }

    static size_t behind(const Tree& tree, size_t at) {
        for (size_t open = 1; open > 0; ++at) open = tree[at].leaf ? open - 1 : open + 1;
        return at;
    }

    void follow(const Tree& tree, const std::vector<int32_t>& values, Turns& out) const {
        const double share = 1 / static_cast<double>(values_.size());
        for (size_t at = 0; !tree[at].leaf;) {
            const Test& test = tests_[static_cast<size_t>(tree[at].value)];
            const bool right = values[test.feature] > test.threshold;
            (right ? out.right : out.left) += share;
            at = right ? behind(tree, at + 1) : at + 1;
        }
    }

    const CostPlace& place_;
    const model::Trees& trees_;
    std::vector<Test> tests_;
    std::vector<std::vector<int32_t>> values_;  ///< [row][feature]
};

class Forest {
  public:
    Forest(const CostPlace& place, const model::Trees& trees, CostUnits& units)
        : place_(place), trees_(trees), units_(units), walk_(place, trees) {
        input_ = number("INPUT"), key_ = number("KEY_BYTES");
        const long encodes = number("ENCODE");
        kind_ = fmt::format("{} of {}{}{}",
                            input_ == 2   ? "float"
                            : input_ == 1 ? "int16"
                                          : "encoded",
                            key_, number("NEGATIVE") != 0 && input_ == 2 ? " signed" : "",
                            input_ == 0 && number("WIDE") != 0 ? " wide" : "") +
                (number("DIRECT") == 0 && number("DELTAS") != 0 ? " deltas" : "");
        sum_ = place.source.has_declared("MOTE_FOREST_SUM int16")        ? 16
               : place.source.has_declared("MOTE_FOREST_SUM mote_int24") ? 24
                                                                         : 32;
        number("DIRECT") != 0 ? direct() : shared();
        if (encodes != 0) encoding(encodes);
        work(fmt::format("outputs of {}", sum_), trees.outputs);
        code(fmt::format("sums of {}", sum_));
        if (trees.outputs > 1) code("outputs"), code(fmt::format("outputs of {}", sum_));
    }

  private:
    long number(const char* name) const { return place_.source.number(std::string("MOTE_FOREST_") + name); }
    void work(const std::string& what, double count = 1) {
        units_.row.add(what, count), units_.last.add(what, count);
    }
    void code(const std::string& what, double count = 1) {
        units_.code.add(what, count);
        units_.stack += "|" + what;
    }
    double trees() const {
        double count = 0;
        for (const auto& of_output : trees_.trees) count += static_cast<double>(of_output.size());
        return count;
    }

    void direct() {
        const bool many = number("MANY") != 0;
        const Turns turns = walk_.turns();
        const std::string kind = kind_ + (many ? " many" : "");
        work("direct " + kind);
        work("left " + kind_, turns.left);
        work("right " + kind_, turns.right);
        if (many) work(fmt::format("tree {} of {}", kind_, sum_), trees());
        code("direct " + kind);
        code(fmt::format("leaf of {}", number("LEAF_BYTES")));
    }

    void shared() {
        const auto channels = static_cast<double>(trees_.thresholds.size() - trees_.pairs.size());
        const auto pairs = static_cast<double>(trees_.pairs.size());
        const auto thresholds = static_cast<double>(trees_.threshold_count());
        const long step = number("STEP_BYTES"), ids = number("NUMBER_BYTES"), leaf = number("LEAF_BYTES");
        double used = 0;
        for (const auto& of_feature : trees_.thresholds) used += of_feature.empty() ? 0 : 1;
        work("shared " + kind_);
        work("channel " + kind_ + (pairs > 0 ? " or pair" : ""), input_ == 0 ? channels : used);
        if (number("CHANNEL_BYTES") == 2) work("long channel", input_ == 0 ? 2 * pairs : used);
        work("pair " + kind_, pairs);
        work("threshold " + kind_ + (pairs > 0 ? " or pair" : ""), thresholds);
        if (step > 0) {
            work(fmt::format("step of {}", step), thresholds);
            work(fmt::format("step taken of {}", sum_), walk_.steps_taken());
        }
        items(ids, leaf);
        if (number("LINEAR") != 0) {
            const std::string products = input_ == 0 && number("WIDE") != 0 ? "wide" : "short";
            work("linear " + products, trees_.outputs);
            work("products " + products, channels * trees_.outputs);
            work(fmt::format("linear shift of {}", products),
                 trees_.outputs * static_cast<double>(trees_.linear->shift));
            code(fmt::format("linear {}", products));
            code(fmt::format("linear {} by {}", products, trees_.linear->shift));
        }
        if (number("BIASES") != 0) work("bias", trees_.outputs), code("biases");
        code("shared " + kind_);
        if (pairs > 0) code("pairs" + std::string(input_ == 0 && number("WIDE") != 0 ? " wide" : ""));
        if (step > 0) code(fmt::format("steps of {}", step));
        if (trees() > 0) code(fmt::format("numbers of {}", ids)), code(fmt::format("leaves of {}", leaf));
        if (number("CHANNEL_BYTES") == 2) code("long channels");
    }

    /// A tree's items are all gone over.
    void items(long ids, long leaf) {
        double nodes = 0, leaves = 0;
        for (const auto& of_output : trees_.trees)
            for (const auto& tree : of_output)
                for (const auto& node : tree) (node.leaf ? leaves : nodes) += 1;
        const Turns turns = walk_.turns();
        work(fmt::format("tree of {}", sum_), trees());
        work(fmt::format("node of {}", ids), nodes);
        work(fmt::format("entered node of {}", ids), turns.left + turns.right);
        work("turn right", turns.right);
        work(fmt::format("leaf of {}", leaf), leaves);
    }

    void encoding(long encodes) {
        const auto channels = static_cast<double>(trees_.thresholds.size() - trees_.pairs.size());
        const auto& encoder = place_.model.encoder;
        const std::string kind =
            fmt::format("encode {}{}", encodes == 2 ? "float" : "int16", number("WIDE") != 0 ? " wide" : "");
        double shifts = 0, left = 0;
        for (size_t c = 0; c < static_cast<size_t>(channels); ++c) {
            const int exponent = encoder.entries[encoder.entries.size() == 1 ? 0 : c].exponent;
            if (encodes == 2) {
                shifts += float_shifts(place_, c);
            } else {
                (exponent < 0 ? shifts : left) += std::abs(exponent);
            }
        }
        work(kind);
        work("channel " + kind, channels);
        work("shift " + kind, shifts);
        work("left shift " + kind, left);
        if (number("SOME") != 0) work("some", channels), code("some");
        code(kind);
    }

    const CostPlace& place_;
    const model::Trees& trees_;
    CostUnits& units_;
    Walk walk_;
    long input_ = 0, key_ = 0;
    int sum_ = 16;
    std::string kind_;
};

}  // namespace

CostUnits trees_units(const CostPlace& place) {
    CostUnits units;
    units.family = "trees";
    const auto& encoder = place.model.encoder;
    const auto inputs = static_cast<double>(size_t{encoder.shape.steps} * encoder.shape.axes);
    if (!forest_takes_rows(place.model)) add_encoder_units(place, units);
    if (forest_takes_rows(place.model)) {
        units.last.add(encoder.raw_float ? "kept float" : "kept int16");
        if (inputs > 255) units.last.add("long position");
    }
    const auto& layer = std::get<model::Trees>(place.model.layers[0]);
    const bool direct = place.source.number("MOTE_FOREST_DIRECT") != 0;
    const auto thresholds = forest_thresholds(layer, encoder, place.model.activation);
    Forest(place, direct ? layer : shared_content(layer, thresholds, encoder), units);
    add_answer_units(place, units);
    return units;
}

}  // namespace mote::codegen
