// What a statistic of a signal layer costs on the chip: flash, and cycles a step. Each row of the table is the
// difference of two whole programs, one with and one without it; the second figure that of one more of the same kind,
// which shares its code.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "model/package.hpp"
#include "mote_signal.h"
#include "pipeline/measure_model.hpp"

namespace {

using namespace mote;
using Source = model::Signal::Source;
using Feature = model::Signal::Feature;

constexpr uint16_t steps = 100, axes = 3;

Result<model::Package> package_of(const std::vector<Source>& sources) {
    model::Model m;
    m.activation = model::Activation::i16;
    m.encoder.shape = {steps, axes};
    m.encoder.entries = {{0, 0, 0, 1}};
    model::Signal layer{11, 0, sources};
    model::Dense head;
    head.outputs = 1;
    head.weights = {model::WeightCode::i8, std::vector<int32_t>(layer.outputs(), 3), {}};
    head.biases = {model::WeightCode::i16, {1}, {}};
    m.layers.emplace_back(std::move(layer));
    m.layers.emplace_back(std::move(head));
    model::Package package;
    MOTE_TRY(binary, model::to_binary(m));
    package.binary = std::move(binary);
    package.name = "statistic";
    package.shape = m.encoder.shape;
    for (size_t i = 0; i < size_t{steps} * axes; ++i) package.columns.push_back(fmt::format("t{}", i));
    package.classes = {"0", "1"};
    return package;
}

struct Cost {
    double flash = 0, ram = 0, cycles = 0;
};

Result<Cost> cost_of(const std::vector<Source>& sources, const std::string& mcu) {
    MOTE_TRY(package, package_of(sources));
    pipeline::MeasureOptions options;
    options.mcu = mcu;
    options.form = codegen::Form::compiled;
    options.adversarial = false;
    options.outputs = false;
    MOTE_TRY(cost, pipeline::measure_model(package, pipeline::made_up_rows(package, 8, 1), options));
    return Cost{double(cost.flash_bytes), double(cost.ram_bytes), cost.class_cycles};
}

/// What is measured: sources without it, with it, and with one more of its kind.
struct Row {
    std::string name;
    std::vector<Source> without, with, again;
};

Source source(uint8_t axis, uint8_t count, uint8_t filter, std::vector<Feature> features) {
    const uint8_t pole = filter == MOTE_FILTER_LOW || filter == MOTE_FILTER_HIGH ? 4 : 0;
    return {axis, count, filter, pole, std::move(features)};
}

std::vector<Row> rows() {
    const Feature plain{MOTE_STATISTIC_POSITIVE, 0, 0};
    const auto axis = [](uint8_t a, std::vector<Feature> f) {
        return source(a, 1, MOTE_FILTER_NONE, std::move(f));
    };
    std::vector<Row> out;
    const Source first = axis(0, {plain}), second = axis(1, {plain});
    const auto add_source = [&](const std::string& name, const Source& a, const Source& b) {
        out.push_back({name, {first}, {first, a}, {first, a, b}});
    };
    add_source("axis", second, axis(2, {plain}));
    add_source("magnitude", source(0, 3, MOTE_FILTER_NONE, {plain}), source(0, 2, MOTE_FILTER_NONE, {plain}));
    add_source("low pass", source(1, 1, MOTE_FILTER_LOW, {plain}), source(2, 1, MOTE_FILTER_LOW, {plain}));
    add_source("high pass", source(1, 1, MOTE_FILTER_HIGH, {plain}), source(2, 1, MOTE_FILTER_HIGH, {plain}));
    add_source("difference", source(1, 1, MOTE_FILTER_DIFFERENCE, {plain}),
               source(2, 1, MOTE_FILTER_DIFFERENCE, {plain}));
    const auto add_statistic = [&](const std::string& name, Feature f) {
        const auto b = axis(1, {plain, f});
        out.push_back({name, {first, second}, {first, b}, {axis(0, {plain, f}), b}});
    };
#define NAME(code, NAME, parameter)      \
    if (code != MOTE_STATISTIC_POSITIVE) \
        add_statistic(#NAME,             \
                      {code, static_cast<uint8_t>(code == MOTE_STATISTIC_LAG ? 8 : (parameter)*16), 0});
    MOTE_STATISTICS(NAME)
#undef NAME
    return out;
}

Status print_all(const std::string& mcu) {
    fmt::print("| what | flash | one more | RAM | cycles a step |\n| --- | --- | --- | --- | --- |\n");
    for (const auto& row : rows()) {
        MOTE_TRY(without, cost_of(row.without, mcu));
        MOTE_TRY(with, cost_of(row.with, mcu));
        MOTE_TRY(again, cost_of(row.again, mcu));
        fmt::print("| {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} |\n", row.name, with.flash - without.flash,
                   again.flash - with.flash, with.ram - without.ram, (with.cycles - without.cycles) / steps);
    }
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    std::string mcu = target::default_mcu();
    CLI::App app(
        "Flash, RAM and cycles of each statistic of a signal layer, compiled, on the simulated chip.");
    app.add_option("--mcu", mcu)->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const auto status = print_all(mcu);
    if (!status) fmt::print(stderr, "error: {}\n", status.error().text());
    return status ? 0 : 2;
}
