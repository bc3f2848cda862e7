// `mote measure` without its terminal: what a model costs on a chip, and whether the chip answers the same.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "codegen/facts.hpp"
#include "core/result.hpp"
#include "core/samples.hpp"
#include "cost/energy.hpp"
#include "model/package.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

struct MeasureOptions {
    std::string mcu = target::default_mcu();
    std::optional<codegen::Form> form;   ///< none: usual_form()
    bool last_sample = false;            ///< measure also from the last sample of a row to the answer
    bool adversarial = true;             ///< run adversarial_rows() too
    bool outputs = true;                 ///< also the program that asks for all outputs; else the class alone
    std::optional<double> limit_cycles;  ///< where the class alone takes more, outputs are left out
    std::stop_token stop;
    std::function<void(std::string_view step)> progress;
};

/// Two programs are measured. The one asks for the class: sizes (as src/target/measure.hpp defines them) and class
/// cycles are its. The other does what the Calculator does between CalculatorOnInferenceStart and -End with a row
/// that was received, probabilities of all classes or the value as floats: cycles are its, where options say so.
struct ChipCost {
    codegen::Form form = codegen::Form::table;
    std::string mcu;
    uint32_t hz = 0;
    uint32_t flash_bytes = 0, ram_bytes = 0, static_ram_bytes = 0, stack_bytes = 0;
    uint32_t input_bytes = 0;  ///< of ram_bytes: the samples a program keeps: a row, or one sample
    uint64_t cycles_min = 0, cycles_max = 0;
    uint64_t cycles_worst = 0;  ///< most of all rows and of adversarial ones: extremes, jumps, alternations
    double cycles_mean = 0;
    double class_cycles = 0;                 ///< mean, from the first sample to the class and its scores
    std::optional<int> outputs_flash_bytes;  ///< what the second program takes beyond flash_bytes
    size_t rows = 0;                         ///< rows run on the chip, without the adversarial ones
    size_t mismatches =
        0;  ///< of `rows`: class, any score or any output differs from the computer's by a bit
    std::optional<size_t> first_mismatch;
    size_t adversarial_rows = 0, adversarial_mismatches = 0;  ///< the same of adversarial_rows()
    /// The chip answers otherwise than the computer: this form of the model is not to be used.
    bool differs() const { return mismatches + adversarial_mismatches > 0; }
    std::optional<uint64_t> last_sample_cycles;  ///< most of all rows, from the last sample to the answer
    double mean_us() const { return hz == 0 ? 0 : cycles_mean * 1e6 / hz; }
};

/// Builds the model as its archive does, runs `rows` of `samples` on the simulated chip and compares every
/// answer. Errors: those of target::measure, no rows, and samples that are not the model's inputs.
Result<ChipCost> measure_model(const model::Package& package, const SampleMatrix& samples,
                               std::span<const uint32_t> rows, const MeasureOptions& options);
/// All rows.
Result<ChipCost> measure_model(const model::Package& package, const SampleMatrix& samples,
                               const MeasureOptions& options);

/// By the data sheet. Error (usage) for an unknown chip.
Result<cost::ChipPower> power_of(const std::string& mcu);

/// The chip that a model was trained for; the usual one where it does not say so.
std::string trained_for(const model::Package& package);

/// The form that the model was measured in when it was trained for this chip; `fast` on any chip for a model that was
/// trained under limits which need it. Else the form whose whole inference takes less flash on this chip, by the
/// compiler; the table-driven one of equals and of models without a compiled form. Without its compiler: compiled, where
/// there is one.
Result<codegen::Form> usual_form(const model::Package& package, const std::string& mcu,
                                 std::stop_token stop = {});

/// Whether the table-driven form may take less flash than the compiled one, which takes `flash_bytes`. No: its
/// library alone takes more than the model saves.
bool may_be_smaller_as_table(const model::Package& package, double flash_bytes);

/// Of the table-driven form, without the model's bytes: less than any model links (measure_forms_test.cpp).
inline constexpr size_t least_library_bytes = 3000;

/// Rows that need no data: zeros, both extremes, alternations and seeded noise over the type's whole range.
SampleMatrix made_up_rows(const model::Package& package, size_t rows, uint64_t seed);

/// Rows that are to take a model's longest ways: they saturate, jump and alternate. For raw-float models far
/// beyond int16. With gaps: rows of which all or half of the samples are missing, too.
SampleMatrix adversarial_rows(size_t columns, bool raw_float, bool gaps = false);

nlohmann::json to_json(const ChipCost& cost);

}  // namespace mote::pipeline
