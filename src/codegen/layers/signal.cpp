// A signal layer as C: a struct and a function for all sources that keep the same sums.
#include "codegen/layers/signal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/emitters.hpp"
#include "mote_signal.h"

namespace mote::codegen {

namespace {

using Layer = model::Signal;

/// Sources that keep the same sums.
struct Group {
    SignalSums sums;
    size_t sources = 0;
};

/// Where the sums of a source are: element `slot` of the array of a group.
struct Slot {
    size_t group = 0, slot = 0;
};

struct SignalPlan {
    std::vector<Group> groups;
    std::vector<Slot> slots;  ///< [source]
};

SignalPlan plan_of(const Layer& layer) {
    SignalPlan out;
    for (const auto& source : layer.sources) {
        const SignalSums sums = sums_of(source);
        auto group = std::ranges::find(out.groups, sums, &Group::sums);
        if (group == out.groups.end()) group = out.groups.insert(group, {sums});
        out.slots.push_back({static_cast<size_t>(group - out.groups.begin()), group->sources++});
    }
    return out;
}

class Emitter {
  public:
    Emitter(Source& source, const Place& place, const Layer& layer)
        : source_(source),
          place_(place),
          layer_(layer),
          plan_(plan_of(layer)),
          bounds_{(int64_t{1} << layer.width) - 1, layer.counted(place.in.steps),
                  layer.mean_shift(place.in.steps)} {}

    void run() {
        source_.include("mote_statistics.h");
        source_.keep("int16_t", place_.name("in"), place_.in.channels);
        source_.declare(fmt::format("#define LAYER_{}_IN {}", place_.index, place_.name("in")));
        step_ = source_.clear(bounds_.steps < 256 ? "uint8_t" : "uint16_t", place_.name("step"));
        emit_groups();
        emit_limit();
        source_.function(fmt::format("static void {}(void) {{\n{}}}\n", place_.name("finish"), features()));
        source_.function(fmt::format(
            "static void layer_{}(void) {{\n{}{}    if (++{} != {}u) return;\n    {}();\n    {}\n}}\n",
            place_.index, skipping(), values(), step_, bounds_.steps, place_.name("finish"),
            place_.next_call()));
    }

    Ranges ranges() const {
        Ranges out;
        for (const auto& source : layer_.sources)
            for (const auto& feature : source.features) {
                const auto [low, high] = statistic_range(feature, bounds_);
                out.push_back({rounded(low, feature.shift), rounded(high, feature.shift)});
            }
        return out;
    }

  private:
    static int64_t rounded(int64_t value, unsigned shift) {
        return shift == 0 ? value : (value + (int64_t{1} << (shift - 1))) >> shift;
    }
    std::string record(size_t group) const { return fmt::format("struct {}_{}", place_.name("sums"), group); }
    std::string array(size_t group) const { return fmt::format("{}_{}", place_.name("sources"), group); }

    void emit_groups() {
        for (size_t g = 0; g < plan_.groups.size(); ++g) {
            const auto of = record_of(plan_.groups[g].sums, bounds_);
            source_.declare(fmt::format("{} {{\n{}}};", record(g), of.members));
            source_.clear_records(record(g), array(g), plan_.groups[g].sources, of.bytes);
            source_.function(fmt::format("static MOTE_APART void {}_{}({}* s, int16_t v) {{\n{}}}\n",
                                         place_.name("take"), g, record(g),
                                         take_value(plan_.groups[g].sums, bounds_, step_)));
        }
    }

    /// What comes in may be beyond the layer's width.
    bool limited(size_t channel) const {
        return place_.ranges[channel].low < -bounds_.most || place_.ranges[channel].high > bounds_.most;
    }
    void emit_limit() {
        const bool magnitudes = std::ranges::any_of(layer_.sources, [](const auto& s) { return s.axes > 1; });
        const bool axes = std::ranges::any_of(layer_.sources,
                                              [&](const auto& s) { return s.axes == 1 && limited(s.axis); });
        if (axes)
            source_.function(fmt::format(
                "static int16_t {0}(int16_t v) {{\n    return v > {1} ? {1} : v < -{1} ? -{1} : v;\n}}\n",
                place_.name("limited"), bounds_.most));
        if (magnitudes)
            source_.function(
                fmt::format("static int16_t {0}(const int16_t* x, uint8_t axes) {{\n    const int32_t v = "
                            "mote_signal_vector(x, axes);\n    return v > {1} ? {1} : (int16_t)v;\n}}\n",
                            place_.name("length"), bounds_.most));
    }

    std::string value_of(const Layer::Source& of) const {
        if (of.axes > 1)
            return fmt::format("{}({} + {}, {})", place_.name("length"), place_.name("in"), of.axis, of.axes);
        const std::string value = fmt::format("{}[{}]", place_.name("in"), of.axis);
        return limited(of.axis) ? fmt::format("{}({})", place_.name("limited"), value) : value;
    }
    std::string values() const {
        std::string out;
        for (size_t i = 0; i < layer_.sources.size(); ++i)
            out +=
                fmt::format("    {}_{}(&mote_row.{}[{}], {});\n", place_.name("take"), plan_.slots[i].group,
                            array(plan_.slots[i].group), plan_.slots[i].slot, value_of(layer_.sources[i]));
        return out;
    }
    /// Steps that do not count. Those behind the last one that does are fewer than a stride.
    std::string skipping() {
        if (layer_.stride_log2 == 0) return "";
        const std::string skip = source_.clear("uint8_t", place_.name("skip"));
        return fmt::format("    if ({0} != 0) {{\n        --{0};\n        return;\n    }}\n    {0} = {1};\n",
                           skip, (1u << layer_.stride_log2) - 1);
    }

    std::string features() const {
        std::string out = fmt::format("    int16_t* out = {};\n", place_.next_input());
        for (size_t i = 0; i < layer_.sources.size(); ++i) {
            const auto& [group, slot] = plan_.slots[i];
            const auto& sums = plan_.groups[group].sums;
            out += fmt::format("    {{\n        const {}* s = &mote_row.{}[{}];\n", record(group),
                               array(group), slot);
            if (std::ranges::any_of(layer_.sources[i].features, needs_variance))
                out += fmt::format(
                    "        const int16_t variance = mote_signal_log(mote_signal_variance(s->squares, "
                    "s->sum, {}u));\n",
                    bounds_.steps);
            for (const auto& feature : layer_.sources[i].features)
                out += fmt::format("        *out++ = mote_signal_shifted((int16_t)({}), {});\n",
                                   statistic(sums, feature, bounds_), feature.shift);
            out += "    }\n";
        }
        return out;
    }

    Source& source_;
    const Place& place_;
    const Layer& layer_;
    SignalPlan plan_;
    SignalBounds bounds_;
    std::string step_;
};

}  // namespace

Result<Ranges> emit(Source& source, const Place& place, const model::Signal& layer) {
    Emitter emitter(source, place, layer);
    emitter.run();
    return emitter.ranges();
}

std::string skipped_steps(const model::Model& model) {
    const auto* layer = std::get_if<model::Signal>(&model.layers[0]);
    return layer != nullptr && layer->stride_log2 > 0 ? "mote_row.layer_0_skip" : "";
}

}  // namespace mote::codegen
