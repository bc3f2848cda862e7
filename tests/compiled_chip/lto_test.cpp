// An inference as one file, which is how Mote builds it, against separate files and link-time optimisation, which is
// how the Arduino IDE does: other figures than those measured would mislead who builds that way.
#include "../runtime_sparse/random_model.hpp"
#include "chip_models.hpp"
#include "codegen/compiled/compiled.hpp"
#include "codegen/generate.hpp"
#include "pipeline/inference_source.hpp"
#include "target/elf_file.hpp"
#include "target/scaffold.hpp"
#include "target/simulator.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

/// int16 rows as the chip is handed them.
std::vector<uint8_t> bytes_of(const SampleMatrix& rows, bool as_float) {
    std::vector<uint8_t> out;
    const auto append = [&](const auto& value) {
        const auto* bytes = reinterpret_cast<const uint8_t*>(&value);
        out.insert(out.end(), bytes, bytes + sizeof value);
    };
    for (size_t r = 0; r < rows.rows(); ++r)
        for (size_t c = 0; c < rows.columns(); ++c)
            as_float ? append(rows.at(r, c)) : append(static_cast<int16_t>(rows.at(r, c)));
    return out;
}

struct Costs {
    double flash = 0, variables = 0, stack = 0, cycles = 0;
};

/// What src/target/measure.hpp says of the parts, built the other way.
Costs costs_by_lto(const model::Package& package, const model::Model& m, const SampleMatrix& rows,
                   codegen::Form form, const std::string& mcu) {
    const auto archive = Unpacked::of(package, form);
    const auto& at = archive.library;
    for (const auto& [name, text] :
         {std::pair<const char*, std::string_view>{"measure.h", target::scaffold_header},
          {"measure.c", target::scaffold_source},
          {"inference.c", inference_source},
          {"empty.c",
           "#include \"measure.h\"\nvoid mote_measure_init(void) {}\n"
           "void mote_measure_run(void) {\n#ifdef MOTE_MEASURE_SAMPLES\n    "
           "mote_measure_take();\n#endif\n}\n"}})
        EXPECT_TRUE(write_file_atomically(at / name, text));
    const size_t sample_bytes = m.encoder.raw_float ? 4 : 2, row_bytes = rows.columns() * sample_bytes,
                 answer_bytes = 1 + 4 * size_t{m.scores};
    const bool whole_rows = codegen::takes_rows(m);
    const std::string command = fmt::format(
        "set -e; f='-mmcu={} -std=gnu99 -Os -ffunction-sections -fdata-sections -DMOTE_ROW_BYTES={} "
        "-DMOTE_ANSWER_BYTES={} {} -I. -Isrc -Isrc/model'; avr-gcc $f -c measure.c; for c in inference.c "
        "empty.c "
        "src/model/model.c src/mote_answer.c src/mote_checksum.c src/mote_compiled.c src/mote_fixed.c "
        "src/mote_status.c; do avr-gcc $f -flto -c $c; done; l='-flto -fuse-linker-plugin -Wl,--gc-sections "
        "-Wl,-u,mote_measure_input,-u,mote_measure_answer'; avr-gcc $f $l measure.o empty.o -o empty.elf; rm "
        "empty.o; "
        "avr-gcc $f $l *.o -o inference.elf",
        mcu, whole_rows ? row_bytes : sample_bytes, answer_bytes, whole_rows ? "" : "-DMOTE_MEASURE_SAMPLES");
    const auto built = shell(command, at);
    EXPECT_TRUE(built.ok()) << built.errors;
    const auto full = target::sizes_of_elf(at / "inference.elf"),
               empty = target::sizes_of_elf(at / "empty.elf");
    const auto simulator = target::Simulator::find();
    if (!full || !empty || !simulator) return {};
    const auto ran = simulator->measure(at / "inference.elf", mcu, bytes_of(rows, m.encoder.raw_float),
                                        row_bytes, answer_bytes, whole_rows ? 0 : sample_bytes);
    EXPECT_TRUE(ran) << ran.error().text();
    if (!ran) return {};
    Costs out;
    out.flash = full->flash_bytes - empty->flash_bytes;
    out.variables = full->static_ram_bytes - empty->static_ram_bytes;
    out.stack = ran->stack_bytes;
    for (const uint64_t cycles : ran->cycles)
        out.cycles += static_cast<double>(cycles) / static_cast<double>(rows.rows());
    return out;
}

/// How far apart the two may be. The compiler may save a register more or less around a call.
struct Tolerance {
    unsigned stack_bytes = 0;
    double flash = 0.04, cycles = 0.03;
};

void expect_alike(const model::Model& m, const std::string& name, codegen::Form form,
                  const std::string& mcu = "atmega2560", Tolerance tolerance = {}) {
    const auto package = package_of(m, name);
    const auto rows = made_up_rows(package, 6, 5);
    MeasureOptions options;
    options.form = form;
    options.mcu = mcu;
    options.adversarial = false;
    options.outputs = false;
    const auto whole = measure_model(package, rows, options);
    ASSERT_TRUE(whole) << name << ": " << whole.error().text();
    EXPECT_EQ(whole->mismatches, 0u) << name;
    const auto lto = costs_by_lto(package, m, rows, form, mcu);
    EXPECT_EQ(whole->static_ram_bytes - whole->input_bytes, lto.variables) << name;
    EXPECT_NEAR(whole->stack_bytes, lto.stack, tolerance.stack_bytes) << name;
    EXPECT_NEAR(whole->flash_bytes, lto.flash, tolerance.flash * lto.flash) << name;
    EXPECT_NEAR(whole->cycles_mean, lto.cycles, tolerance.cycles * lto.cycles) << name;
}

TEST(LinkTimeOptimisation, trees) {
    REQUIRE_AVR();
    for (uint64_t seed = 300; seed < 308; ++seed)
        expect_alike(test::random_model(seed), fmt::format("trees_{}", seed), codegen::Form::compiled,
                     "atmega2560", {3});
    for (uint64_t seed = 0; seed < 4; ++seed)
        expect_alike(raw_trees(seed, seed % 2 == 0, model::Activation::i16, seed < 2),
                     fmt::format("raw_{}", seed), codegen::Form::compiled);
}

TEST(LinkTimeOptimisation, networks) {
    REQUIRE_AVR();
    // The linker keeps small functions of a network apart that the compiler joins, some 70 bytes in all.
    uint64_t seed = 0;
    for (const auto& kind : network_kinds()) {
        Rng rng(++seed);
        expect_alike(random_network(rng, kind), fmt::format("network_{}", seed),
                     seed % 2 == 0 ? codegen::Form::compiled : codegen::Form::fast,
                     seed % 4 == 0 ? "atmega328p" : "atmega2560", {8, 0.1, 0.04});
    }
}

TEST(LinkTimeOptimisation, grown_networks) {
    REQUIRE_AVR();
    for (uint64_t seed = 800; seed < 804; ++seed)
        expect_alike(test::grown::random_model(seed), fmt::format("grown_{}", seed), codegen::Form::compiled);
}

TEST(LinkTimeOptimisation, counts_and_differences) {
    REQUIRE_AVR();
    for (uint64_t seed = 1; seed < 7; ++seed)
        expect_alike(counts(seed, static_cast<uint8_t>(1 + seed % 2), 90, 1, 1, 0, seed % 2 == 0),
                     fmt::format("counts_{}", seed),
                     seed % 3 == 0 ? codegen::Form::fast : codegen::Form::compiled);
}

}  // namespace
}  // namespace mote::pipeline
