// What each statistic of a signal layer adds to a compiled model: flash, cycles a step, cycles at the end of a row. Each is
// the difference between two models that differ in it alone, over rows of noise; a stump reads each feature.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>

#include "model/package.hpp"
#include "mote_signal.h"
#include "pipeline/measure_model.hpp"

namespace {

using namespace mote;
using Sources = std::vector<model::Signal::Source>;

constexpr uint16_t axes = 3, short_row = 100, long_row = 200;

model::Trees stumps_over(size_t features) {
    model::Trees trees;
    trees.trees.resize(1);
    for (size_t f = 0; f < features; ++f) {
        trees.thresholds.push_back({100});
        trees.trees[0].push_back({{false, static_cast<int32_t>(f)}, {true, -9}, {true, 12}});
    }
    return trees;
}

Result<model::Package> package_of(const Sources& sources, uint16_t steps) {
    model::Model m;
    m.activation = model::Activation::i16;
    m.score_exponent = -5;
    m.encoder.shape = {steps, axes};
    m.encoder.entries.resize(1);
    m.layers.emplace_back(model::Signal{10, 0, sources});
    m.layers.emplace_back(stumps_over(std::get<model::Signal>(m.layers[0]).outputs()));
    model::Package package;
    MOTE_TRY(binary, model::to_binary(m));
    package.binary = std::move(binary);
    package.name = "features";
    package.shape = m.encoder.shape;
    for (size_t i = 0; i < size_t{steps} * axes; ++i) package.columns.push_back(fmt::format("t{}", i));
    package.classes = {"0", "1"};
    return package;
}

struct Cost {
    double flash = 0, step = 0, end = 0, ram = 0;
    Cost operator-(const Cost& o) const { return {flash - o.flash, step - o.step, end - o.end, ram - o.ram}; }
};

Result<Cost> cost_of(const Sources& sources, const std::string& mcu) {
    pipeline::MeasureOptions options;
    options.mcu = mcu, options.form = codegen::Form::compiled, options.adversarial = false,
    options.outputs = false;
    double cycles[2] = {};
    Cost out;
    for (const uint16_t steps : {short_row, long_row}) {
        MOTE_TRY(package, package_of(sources, steps));
        MOTE_TRY(measured, pipeline::measure_model(package, pipeline::made_up_rows(package, 20, 7), options));
        cycles[steps == short_row ? 0 : 1] = measured.class_cycles;
        if (steps == short_row) out.flash = measured.flash_bytes, out.ram = measured.static_ram_bytes;
    }
    out.step = (cycles[1] - cycles[0]) / (long_row - short_row);
    out.end = cycles[0] - out.step * short_row;
    return out;
}

model::Signal::Source source_of(std::vector<model::Signal::Feature> features) {
    return {0, 1, MOTE_FILTER_NONE, 0, std::move(features)};
}

constexpr model::Signal::Feature positive{MOTE_STATISTIC_POSITIVE, 0, 0};

struct Row {
    std::string name;
    Sources with, without;
};

std::vector<Row> rows() {
    std::vector<Row> out;
    const auto add = [&](const std::string& name, uint8_t statistic, uint8_t parameter) {
        out.push_back({name, {source_of({positive, {statistic, parameter, 0}})}, {source_of({positive})}});
    };
#define ADD(code, NAME, parameter) \
    if (code != MOTE_STATISTIC_POSITIVE) add(#NAME, code, parameter ? 8 : 0);
    MOTE_STATISTICS(ADD)
#undef ADD
    const auto two = [&](uint8_t one, uint8_t other) {
        out.push_back(
            {"CREST beside VARIANCE", {source_of({{one, 0, 0}, {other, 0, 0}})}, {source_of({{one, 0, 0}})}});
    };
    two(MOTE_STATISTIC_VARIANCE, MOTE_STATISTIC_CREST);
    const auto behind = [&](const std::string& name, uint8_t filter, uint8_t pole, uint8_t of_axes) {
        auto source = source_of({positive});
        source.filter = filter, source.pole = pole, source.axes = of_axes;
        out.push_back({name, {source}, {source_of({positive})}});
    };
    behind("low pass", MOTE_FILTER_LOW, 4, 1);
    behind("high pass", MOTE_FILTER_HIGH, 4, 1);
    behind("difference", MOTE_FILTER_DIFFERENCE, 0, 1);
    behind("magnitude of 3 axes", MOTE_FILTER_NONE, 0, 3);
    auto second = source_of({positive});
    second.axis = 1;
    out.push_back({"POSITIVE of another axis", {source_of({positive}), second}, {source_of({positive})}});
    return out;
}

Status run(const std::string& mcu) {
    fmt::print(
        "| adds | flash bytes | RAM bytes | cycles a step | cycles at the end |\n| --- | --- | --- | --- | "
        "--- |\n");
    for (const auto& row : rows()) {
        MOTE_TRY(with, cost_of(row.with, mcu));
        MOTE_TRY(without, cost_of(row.without, mcu));
        const Cost cost = with - without;
        fmt::print("| {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} |\n", row.name, cost.flash, cost.ram, cost.step,
                   cost.end);
    }
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    std::string mcu = target::default_mcu();
    CLI::App app("What each statistic of a signal layer adds to a compiled model on the simulated chip.");
    app.add_option("--mcu", mcu)->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const auto status = run(mcu);
    if (!status) fmt::print(stderr, "error: {}\n", status.error().text());
    return status ? 0 : 2;
}
