// Trees: nodes visited where nodes hold their thresholds, else thresholds compared and items passed.
#include "codegen/layers/trees.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "cost/families.hpp"

namespace mote::cost {

namespace {

using Tree = model::Trees::Tree;

/// Mean turns to the left and to the right of a row.
struct Turns {
    double left = 0, right = 0;
};

/// Where rows are typical, those that they take; else either branch is as likely.
class Walk {
  public:
    Walk(const Subject& subject, const model::Trees& trees) : subject_(subject), trees_(trees) {
        for (size_t f = 0; f < trees.thresholds.size(); ++f)
            for (const int32_t t : trees.thresholds[f]) tests_.push_back({f, t});
        if (subject.rows.samples == nullptr) return;
        for (const uint32_t row : subject.rows.rows) encode(row);
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
        const auto& encoder = subject_.model.encoder;
        const bool wide = subject_.model.activation == model::Activation::i16;
        const double low = wide ? -32768 : -128, high = wide ? 32767 : 127;
        const size_t channels = trees_.thresholds.size() - trees_.pairs.size();
        auto& out = values_.emplace_back();
        for (size_t c = 0; c < channels; ++c) {
            const auto& entry = encoder.entries[encoder.entries.size() == 1 ? 0 : c];
            const float sample = subject_.rows.samples->at(row, encoder.used.empty() ? c : encoder.used[c]);
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

    const Subject& subject_;
    const model::Trees& trees_;
    std::vector<Test> tests_;
    std::vector<std::vector<int32_t>> values_;  ///< [row][feature]
};

class Forest {
  public:
    Forest(const Subject& subject, const model::Trees& trees, Features& features)
        : subject_(subject),
          trees_(trees),
          operations_(features.operations),
          pieces_(features.pieces),
          walk_(subject, trees),
          raw_float_(number("INPUT") == static_cast<long>(codegen::ForestInput::raw_f32)) {
        if (raw_float_) pieces_.add(Piece::float_keys);
        if (number("DIRECT") != 0)
            add_direct();
        else
            add_shared();
        if (number("ENCODE") != 0) add_encoding();
        operations_.add(Op::output, trees.outputs);
        if (trees.outputs > 1) pieces_.add(Piece::tree_extras);
    }

  private:
    long number(const char* name) const { return subject_.source.number(std::string("MOTE_FOREST_") + name); }
    double tree_count() const {
        double count = 0;
        for (const auto& of_output : trees_.trees) count += static_cast<double>(of_output.size());
        return count;
    }
    double channels() const { return static_cast<double>(trees_.thresholds.size() - trees_.pairs.size()); }

    void add_direct() {
        const Turns turns = walk_.turns();
        operations_.add(raw_float_ ? Op::node_float : Op::node, turns.left + turns.right);
        operations_.add(Op::tree, tree_count());
        pieces_.add(Piece::direct_trees);
    }

    void add_shared() {
        double inputs = 0;
        for (const auto& of_feature : trees_.thresholds) inputs += of_feature.empty() ? 0 : 1;
        const auto thresholds = static_cast<double>(trees_.threshold_count());
        const bool encoded = number("INPUT") == static_cast<long>(codegen::ForestInput::encoded);
        operations_.add(Op::tree_input, encoded ? channels() : inputs);
        operations_.add(raw_float_ ? Op::threshold_float : Op::threshold, thresholds);
        operations_.add(Op::pair, static_cast<double>(trees_.pairs.size()));
        if (number("STEP_BYTES") > 0) operations_.add(Op::entered_item, walk_.steps_taken());
        add_items();
        pieces_.add(Piece::shared_trees);
        const bool extras[] = {number("STEP_BYTES") > 0, number("BIASES") != 0, number("LINEAR") != 0,
                               !trees_.pairs.empty()};
        pieces_.add(Piece::tree_extras, static_cast<double>(std::ranges::count(extras, true)));
        if (number("LINEAR") != 0) operations_.add(Op::linear_product, channels() * trees_.outputs);
    }

    /// All items of a tree are gone over.
    void add_items() {
        double items = 0;
        for (const auto& of_output : trees_.trees)
            for (const auto& tree : of_output) items += static_cast<double>(tree.size());
        const Turns turns = walk_.turns();
        operations_.add(Op::tree, tree_count());
        operations_.add(Op::item, items);
        operations_.add(Op::entered_item, turns.left + turns.right);
    }

    void add_encoding() {
        operations_.add(subject_.model.encoder.raw_float ? Op::encoded_float : Op::encoded, channels());
        const auto& encoder = subject_.model.encoder;
        double shifts = 0;
        for (size_t c = 0; c < static_cast<size_t>(channels()); ++c)
            shifts += encoder.raw_float
                          ? float_shifts(subject_, c)
                          : std::abs(encoder.entries[encoder.entries.size() == 1 ? 0 : c].exponent);
        operations_.add(encoder.raw_float ? Op::shift_float : Op::shift_int16, shifts);
        pieces_.add(Piece::tree_encoding, encoder.raw_float ? 2 : 1);
    }

    const Subject& subject_;
    const model::Trees& trees_;
    Counts<Op>& operations_;
    Counts<Piece>& pieces_;
    Walk walk_;
    bool raw_float_;
};

}  // namespace

void add_trees(const Subject& subject, Features& features) {
    const auto& layer = std::get<model::Trees>(subject.model.layers[0]);
    const auto& encoder = subject.model.encoder;
    const auto thresholds = codegen::forest_thresholds(layer, encoder, subject.model.activation);
    const bool direct = subject.source.number("MOTE_FOREST_DIRECT") != 0;
    Forest(subject, direct ? layer : codegen::shared_content(layer, thresholds, encoder), features);
}

}  // namespace mote::cost
