// Cycles per multiply-add of the compiled form's layers, all overhead included: bias, shift, limits, store,
// sliding of a convolution's window, call. Random weights; rows of noise.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "codegen/archive.hpp"
#include "common/program.hpp"
#include "core/files.hpp"
#include "core/rng.hpp"
#include "model/package.hpp"
#include "target/measure.hpp"

namespace {

using namespace mote;
namespace fs = std::filesystem;

struct Kernel {
    const char* name;
    bool conv;
    model::WeightCode code;
    uint8_t outputs, channels, kernel;
    size_t products() const { return size_t{outputs} * channels * kernel; }
};

constexpr auto i8 = model::WeightCode::i8, i4 = model::WeightCode::i4, i2 = model::WeightCode::ternary;
constexpr Kernel kernels[] = {{"dense 16x8", false, i8, 8, 16, 1},
                              {"dense 64x16", false, i8, 16, 64, 1},
                              {"dense 200x10", false, i8, 10, 200, 1},
                              {"conv 8 of 4x4", true, i8, 8, 4, 4},
                              {"conv 8 of 16x1", true, i8, 8, 1, 16},
                              {"conv 16 of 5x8", true, i8, 16, 8, 5},
                              {"dense 16x8, 4-bit", false, i4, 8, 16, 1},
                              {"conv 16 of 5x8, 4-bit", true, i4, 16, 8, 5},
                              {"dense 16x8, ternary", false, i2, 8, 16, 1},
                              {"conv 16 of 5x8, ternary", true, i2, 16, 8, 5},
                              {"dense 8x1", false, i8, 1, 8, 1},
                              {"conv 4 of 7x1", true, i8, 4, 1, 7}};

model::Numbers noise(Rng& rng, model::WeightCode code, size_t count, int32_t limit) {
    model::Numbers numbers{code, {}, {}};
    for (size_t i = 0; i < count; ++i)
        numbers.q.push_back(static_cast<int32_t>(rng.below(static_cast<uint32_t>(2 * limit + 1))) - limit);
    return numbers;
}

/// The layer over one time step (conv: as many as it needs), then a dense layer of one score.
model::Model model_of(const Kernel& kernel, int32_t limit) {
    Rng rng(5);
    model::Model m;
    m.encoder.shape = {kernel.kernel, kernel.channels};
    m.encoder.entries = {{-4, 0, 0, 1}};
    const int32_t largest = std::min(limit, model::weight_limit(kernel.code));
    const auto weights = noise(rng, kernel.code, kernel.products(), largest);
    const auto biases = noise(rng, i8, kernel.outputs, 100);
    const model::Requantisation r{7, 3, true};
    if (kernel.conv) {
        m.layers.emplace_back(model::Conv{kernel.outputs, kernel.kernel, 1, r, weights, biases});
    } else {
        m.layers.emplace_back(model::Dense{kernel.outputs, r, weights, biases});
    }
    m.layers.emplace_back(
        model::Dense{1, {0, 3, false}, noise(rng, i8, kernel.outputs, 100), noise(rng, i8, 1, 100)});
    return m;
}

Result<model::Package> package_of(const Kernel& kernel, int32_t limit) {
    MOTE_TRY(binary, model::to_binary(model_of(kernel, limit)));
    model::Package package;
    package.binary = binary;
    package.name = "kernel";
    package.shape = {kernel.kernel, kernel.channels};
    for (size_t i = 0; i < size_t{kernel.kernel} * kernel.channels; ++i)
        package.columns.push_back(fmt::format("t{}", i));
    package.classes = {"0", "1"};
    return package;
}

struct Cost {
    double cycles = 0;
    uint32_t flash = 0;
};

Result<Cost> cost_from(const Kernel& kernel, int layer, const std::string& mcu, const fs::path& src,
                       const fs::path& board) {
    target::MeasureRequest request;
    request.sources = {fs::path(MOTE_SOURCE_DIR) / "benchmarks/chip_kernels/one_layer.c",
                       src / "mote_fixed.c"};
    request.includes = {src, src / "model"};
    request.defines = {"MOTE_MEASURE_PREPARE", fmt::format("KERNEL_LAYER={}", layer),
                       fmt::format("KERNEL_WINDOW={}", kernel.conv ? kernel.kernel * kernel.channels : 0)};
    request.mcu = mcu;
    request.board = board;
    request.row_bytes = size_t{kernel.kernel} * kernel.channels;
    request.answer_bytes = 1;
    Rng rng(9);
    for (size_t i = 0; i < request.row_bytes * 16; ++i)
        request.rows.push_back(static_cast<uint8_t>(rng.below(256)));
    MOTE_TRY(measured, target::measure(request));
    return Cost{measured.cycles_mean, measured.flash_bytes};
}

struct Flags {
    std::string mcu = "atmega2560", board, json;
};

Result<nlohmann::json> run(const Flags& flags, const Kernel& kernel, int32_t limit, codegen::Form form) {
    MOTE_TRY(package, package_of(kernel, limit));
    MOTE_TRY(files, codegen::generate(package, form));
    MOTE_TRY(folder, TemporaryDirectory::create("mote-kernels"));
    MOTE_CHECK(codegen::write_folder(files, folder.path() / "archive"));
    const fs::path src = folder.path() / "archive" / codegen::library_name(package.name) / "src";
    MOTE_TRY(whole, cost_from(kernel, 0, flags.mcu, src, flags.board));
    MOTE_TRY(rest, cost_from(kernel, 1, flags.mcu, src, flags.board));
    const double cycles = whole.cycles - rest.cycles, products = static_cast<double>(kernel.products());
    fmt::print("{:<24} {:<8} {:>4} {:>9} {:>10.1f} {:>12.2f} {:>6}\n", kernel.name, codegen::form_name(form),
               limit, kernel.products(), cycles, cycles / products, whole.flash - rest.flash);
    return nlohmann::json{{"layer", kernel.name},
                          {"form", codegen::form_name(form)},
                          {"largest_weight", limit},
                          {"products", kernel.products()},
                          {"cycles", cycles},
                          {"cycles_per_product", cycles / products},
                          {"flash_bytes", whole.flash - rest.flash}};
}

Status run_all(const Flags& flags) {
    fmt::print("{:<24} {:<8} {:>4} {:>9} {:>10} {:>12} {:>6}\n", "layer", "form", "max", "products", "cycles",
               "cycles/prod.", "flash");
    nlohmann::json table = nlohmann::json::array();
    for (const auto& kernel : kernels)
        for (const int32_t limit : {127, 10}) {
            if (limit == 10 && kernel.code != i8) continue;
            for (const auto form : {codegen::Form::fast, codegen::Form::compiled}) {
                MOTE_TRY(row, run(flags, kernel, limit, form));
                table.push_back(row);
            }
        }
    MOTE_CHECK(benchmarks::write_table(flags.json, table));
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    CLI::App app(
        "Cycles of single layers of compiled models on the simulated chip, per product of an int8 value and "
        "a "
        "weight,\nall overhead included. max: largest weight; small ones let sums be of 16 bits.");
    app.add_option("--mcu", flags.mcu)->capture_default_str();
    app.add_option("--board", flags.board, "mote-board; default: beside this program");
    app.add_option("--json", flags.json, "file for the table");
    CLI11_PARSE(app, argc, argv);
    return benchmarks::exit_code(run_all(flags));
}
