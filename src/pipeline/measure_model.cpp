#include "pipeline/measure_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "codegen/archive.hpp"
#include "codegen/compiled/compiled.hpp"
#include "codegen/generate.hpp"
#include "core/files.hpp"
#include "core/rng.hpp"
#include "core/rows.hpp"
#include "model/evaluator.hpp"
#include "model/windowing.hpp"
#include "pipeline/inference_source.hpp"
#include "pipeline/window_stream.hpp"
#include "target/mcu.hpp"
#include "target/measure.hpp"
#include "target/toolchain.hpp"

namespace mote::pipeline {

namespace {

namespace fs = std::filesystem;

/// What the chip has to answer to every row, as device/measure/inference.c writes it.
struct Expected {
    std::vector<uint8_t> classes;  ///< class and scores
    std::vector<uint8_t> outputs;  ///< floats, and the class of a model with a decision of its own
};

void append_bits(std::vector<uint8_t>& out, uint32_t bits) {
    for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<uint8_t>(bits >> shift));
}

void append_expected(model::Evaluator& evaluator, const SampleMatrix& samples, std::span<const uint32_t> rows,
                     Expected& out) {
    std::vector<float> row(samples.columns()), outputs(evaluator.outputs());
    for (uint32_t r : rows) {
        samples.copy_row(r, row);
        evaluator.run(row, outputs);
        const auto answer = static_cast<uint8_t>(evaluator.answer_class());
        out.classes.push_back(answer);
        for (size_t k = 0; k < evaluator.score_count(); ++k)
            append_bits(out.classes, static_cast<uint32_t>(evaluator.raw_score(k)));
        for (const float output : outputs) append_bits(out.outputs, std::bit_cast<uint32_t>(output));
        if (evaluator.has_decision()) out.outputs.push_back(answer);
    }
}

template <class T>
void append_bytes(std::vector<uint8_t>& out, T value) {
    uint8_t bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.insert(out.end(), bytes, bytes + sizeof value);
}

/// A float as the chip is handed it where it takes int16: rounded and saturated as the runtime does.
int16_t as_int16(float sample) {
    if (std::isnan(sample)) return std::numeric_limits<int16_t>::min();  // MOTE_MISSING_I16
    return static_cast<int16_t>(std::clamp(std::floor(static_cast<double>(sample) + 0.5), -32768.0, 32767.0));
}

/// Rows as the chip is handed them.
std::vector<uint8_t> raw_rows(const SampleMatrix& samples, std::span<const uint32_t> rows, bool raw_float) {
    std::vector<uint8_t> out;
    std::vector<float> row(samples.columns());
    for (uint32_t r : rows) {
        samples.copy_row(r, row);
        for (const float sample : row)
            raw_float ? append_bytes(out, sample) : append_bytes(out, as_int16(sample));
    }
    return out;
}

/// What is measured, and the archive's model and runtime as one file: what it does not call is left out.
Result<target::MeasureRequest> build_request(const model::Package& package, codegen::Form form,
                                             const fs::path& folder) {
    MOTE_TRY(files, codegen::generate(package, form));
    MOTE_CHECK(codegen::write_folder(files, folder / "archive"));
    target::MeasureRequest request;
    const fs::path top = folder / "archive" / codegen::library_name(package.name);
    const fs::path inference = folder / "inference.c";
    const auto windowing = model::windowing_of(package);
    MOTE_CHECK(write_scratch_file(inference, windowing ? windowed_source : inference_source));
    request.sources = {inference, top / (windowing ? "extras/mote_windows.c" : "extras/mote_inference.c")};
    request.includes = {top / "src/model", top / "src"};
    MOTE_TRY(evaluator, model::Evaluator::open(package.binary));
    MOTE_TRY(model, model::from_binary(package.binary));
    const size_t sample_bytes = evaluator.raw_float() ? 4 : 2;
    request.row_bytes = evaluator.inputs() * sample_bytes;
    request.answer_bytes = 1 + 4 * evaluator.score_count();
    if (!is_compiled(form) || !codegen::takes_rows(model)) request.sample_bytes = sample_bytes;
    if (windowing) {  // one inference is a shift, as samples arrive
        request.sample_bytes = sample_bytes;
        request.row_bytes = windowing.shift * windowing.axes.size() * sample_bytes;
    }
    return request;
}

/// The same, asked for all outputs as floats.
target::MeasureRequest outputs_request(target::MeasureRequest request, const model::Evaluator& evaluator) {
    request.defines.emplace_back("MOTE_MEASURE_OUTPUTS");
    request.answer_bytes = 4 * evaluator.outputs() + (evaluator.has_decision() ? 1 : 0);
    return request;
}

double mean_cycles(const target::Measurement& measured, size_t rows) {
    const auto begin = measured.cycles.begin(), end = begin + static_cast<std::ptrdiff_t>(rows);
    return static_cast<double>(std::accumulate(begin, end, uint64_t{0})) / static_cast<double>(rows);
}

/// Least, greatest and mean of the first `rows`; the adversarial ones behind them count for the worst only.
void set_cycles(const target::Measurement& measured, size_t rows, ChipCost& cost) {
    const auto begin = measured.cycles.begin(), end = begin + static_cast<std::ptrdiff_t>(rows);
    cost.cycles_min = *std::min_element(begin, end);
    cost.cycles_max = *std::max_element(begin, end);
    cost.cycles_mean = mean_cycles(measured, rows);
    cost.cycles_worst = measured.cycles_max;
}

/// Of the program that asks for the class.
ChipCost cost_of(const target::Measurement& measured, size_t rows) {
    ChipCost cost;
    cost.flash_bytes = measured.flash_bytes;
    cost.ram_bytes = measured.ram_bytes;
    cost.static_ram_bytes = measured.static_ram_bytes;
    cost.stack_bytes = measured.stack_bytes;
    cost.class_cycles = mean_cycles(measured, rows);
    cost.rows = rows;
    set_cycles(measured, rows, cost);
    return cost;
}

/// Rows of which the chip answered something else than the computer, in whatever it was asked for.
class Mismatches {
  public:
    void compare(const std::vector<uint8_t>& chip, const std::vector<uint8_t>& computer,
                 size_t answer_bytes) {
        differs_.resize(std::max(differs_.size(), computer.size() / answer_bytes));
        for (size_t i = 0; i < computer.size() / answer_bytes; ++i) {
            const size_t at = i * answer_bytes;
            if (at + answer_bytes > chip.size() || std::memcmp(&chip[at], &computer[at], answer_bytes) != 0)
                differs_[i] = true;
        }
    }
    /// The first cost.rows rows are the user's, the others adversarial ones.
    void count(ChipCost& cost) const {
        for (size_t i = 0; i < differs_.size(); ++i) {
            if (!differs_[i]) continue;
            if (i >= cost.rows)
                ++cost.adversarial_mismatches;
            else if (cost.mismatches++ == 0)
                cost.first_mismatch = i;
        }
    }

  private:
    std::vector<bool> differs_;
};

}  // namespace

Result<ChipCost> measure_model(const model::Package& package, const SampleMatrix& samples,
                               std::span<const uint32_t> rows, const MeasureOptions& options) {
    MOTE_TRY(evaluator, model::Evaluator::open(package.binary));
    if (evaluator.inputs() != samples.columns())
        return Error{
            ErrorCode::input,
            fmt::format("the model takes {} inputs, the rows have {}", evaluator.inputs(), samples.columns()),
            "", "give rows with the model's columns"};
    MOTE_TRY(mcu, target::find_mcu(options.mcu));
    if (rows.empty())
        return Error{ErrorCode::input, "there are no rows to run on the chip", "", "give at least one row"};
    codegen::Form form = options.form.value_or(codegen::Form::table);
    if (!options.form) {
        MOTE_TRY(usual, usual_form(package, options.mcu, options.stop));
        form = usual;
    }
    MOTE_TRY(folder, TemporaryDirectory::create("mote-measure"));
    MOTE_TRY(request, build_request(package, form, folder.path()));
    request.mcu = options.mcu;
    request.rows = raw_rows(samples, rows, evaluator.raw_float());
    request.time_limit = std::chrono::minutes(60);
    request.stop = options.stop;
    const SampleMatrix adversarial =
        adversarial_rows(samples.columns(), evaluator.raw_float(), evaluator.has_fills());
    const auto every = all_rows(options.adversarial ? adversarial.rows() : 0);
    const auto more = raw_rows(adversarial, every, evaluator.raw_float());
    request.rows.insert(request.rows.end(), more.begin(), more.end());
    const auto windowing = model::windowing_of(package);
    if (windowing)
        request.rows =
            as_stream(request.rows, windowing, samples.columns() * (evaluator.raw_float() ? 4 : 2));
    const target::Progress progress =
        options.progress ? target::Progress(options.progress) : target::Progress{};
    MOTE_TRY(measured, target::measure(request, progress));
    if (windowing) measured = of_windows(std::move(measured), windowing, request.answer_bytes);
    Expected expected;
    append_expected(evaluator, samples, rows, expected);
    append_expected(evaluator, adversarial, every, expected);
    ChipCost cost = cost_of(measured, rows.size());
    cost.adversarial_rows = every.size();
    cost.form = form;
    cost.mcu = options.mcu;
    cost.hz = mcu.hz;
    cost.input_bytes = static_cast<uint32_t>(request.input_bytes());
    Mismatches mismatches;
    mismatches.compare(measured.answers, expected.classes, request.answer_bytes);
    const bool outputs =
        options.outputs && !(options.limit_cycles && cost.class_cycles > *options.limit_cycles);
    if (outputs) {
        const auto asked = outputs_request(request, evaluator);
        MOTE_TRY(full, target::measure(asked, progress));
        if (windowing) full = of_windows(std::move(full), windowing, asked.answer_bytes);
        set_cycles(full, rows.size(), cost);
        cost.outputs_flash_bytes = static_cast<int>(full.flash_bytes) - static_cast<int>(cost.flash_bytes);
        mismatches.compare(full.answers, expected.outputs, asked.answer_bytes);
    }
    if (options.last_sample && !windowing) {
        auto last_request = outputs ? outputs_request(request, evaluator) : request;
        last_request.sample_bytes = evaluator.raw_float() ? 4 : 2;
        last_request.defines.emplace_back("MOTE_MEASURE_PREPARE");
        MOTE_TRY(last, target::measure(last_request));
        cost.last_sample_cycles = last.cycles_max;
        mismatches.compare(last.answers, outputs ? expected.outputs : expected.classes,
                           last_request.answer_bytes);
    }
    mismatches.count(cost);
    return cost;
}

Result<ChipCost> measure_model(const model::Package& package, const SampleMatrix& samples,
                               const MeasureOptions& options) {
    return measure_model(package, samples, all_rows(samples.rows()), options);
}

namespace {

std::string information_of(const model::Package& package, const char* key) {
    const auto& about = package.information;
    if (!about.is_object() || !about.contains(key) || !about[key].is_string()) return "";
    return about[key].get<std::string>();
}

/// That it was measured in when it was trained.
std::optional<codegen::Form> recorded_form(const model::Package& package) {
    for (const auto form : {codegen::Form::table, codegen::Form::compiled, codegen::Form::fast})
        if (information_of(package, "form") == codegen::form_name(form)) return form;
    return std::nullopt;
}

}  // namespace

Result<cost::ChipPower> power_of(const std::string& mcu) {
    MOTE_TRY(chip, target::find_mcu(mcu));
    return cost::ChipPower{static_cast<double>(chip.hz), chip.active_ma_per_mhz, chip.sleep_ua};
}

std::string trained_for(const model::Package& package) {
    const std::string mcu = information_of(package, "mcu");
    return mcu.empty() ? target::default_mcu() : mcu;
}

Result<codegen::Form> usual_form(const model::Package& package, const std::string& mcu,
                                 std::stop_token stop) {
    if (const auto form = recorded_form(package);
        form && (*form == codegen::Form::fast || mcu == trained_for(package)))
        return *form;
    const bool has_compiler = target::Toolchain::find(mcu).ok();
    uint32_t flash[2] = {0, 0};
    for (const auto form : {codegen::Form::compiled, codegen::Form::table}) {
        MOTE_TRY(folder, TemporaryDirectory::create("mote-form"));
        auto request = build_request(package, form, folder.path());
        if (!request && form == codegen::Form::compiled) return codegen::Form::table;
        if (!request) return request.error();
        if (!has_compiler) return form;
        request->mcu = mcu;
        request->stop = stop;
        const auto sizes = target::measure_sizes(*request);
        // does not fit the chip, or, as C of a model, does not build: the other form then stands
        const bool other_form =
            !sizes && (sizes.error().code == ErrorCode::usage ||
                       (is_compiled(form) && sizes.error().code == ErrorCode::environment));
        if (!sizes && !other_form) return sizes.error();
        flash[static_cast<size_t>(form)] = sizes ? sizes->flash_bytes : UINT32_MAX;
        if (is_compiled(form) && sizes && !may_be_smaller_as_table(package, sizes->flash_bytes)) return form;
    }
    return flash[1] < flash[0] ? codegen::Form::compiled : codegen::Form::table;
}

bool may_be_smaller_as_table(const model::Package& package, double flash_bytes) {
    return flash_bytes > static_cast<double>(package.binary.size() + least_library_bytes);
}

SampleMatrix made_up_rows(const model::Package& package, size_t rows, uint64_t seed) {
    const size_t columns = package.columns.size();
    Rng rng(seed);
    std::vector<int16_t> values;
    for (size_t r = 0; r < rows; ++r)
        for (size_t c = 0; c < columns; ++c) {
            int value = static_cast<int>(rng.below(65536)) - 32768;
            if (r == 0) value = 0;
            if (r == 1) value = 32767;
            if (r == 2) value = -32768;
            if (r == 3) value = (c & 1u) ? 32767 : -32768;
            values.push_back(static_cast<int16_t>(r > 3 && r % 2 == 0 ? value / 256 : value));
        }
    return {std::move(values), columns};
}

SampleMatrix adversarial_rows(size_t columns, bool raw_float, bool gaps) {
    const float high = raw_float ? 1e30f : 32767.0f, low = raw_float ? -1e30f : -32768.0f;
    const size_t periods[] = {1, 2, 3, 5, 8, 16, 64};
    std::vector<float> values;
    for (const size_t period : periods)
        for (const bool begins_high : {true, false})
            for (size_t c = 0; c < columns; ++c)
                values.push_back(period == 1                              ? (begins_high ? high : low)
                                 : ((c / period) % 2 == 0) == begins_high ? high
                                                                          : low);
    for (const float small : {1.0f, raw_float ? 1e-30f : -1.0f})
        for (size_t c = 0; c < columns; ++c) values.push_back(c % 2 == 0 ? small : -small);
    for (size_t c = 0; c < columns; ++c)  // a ramp from end to end
        values.push_back(low + (high - low) * static_cast<float>(c) / static_cast<float>(columns));
    for (const size_t period : {size_t{1}, size_t{2}})  // all, or every other one, missing
        for (size_t c = 0; c < columns && gaps; ++c)
            values.push_back(c % period == 0 ? std::numeric_limits<float>::quiet_NaN() : 1.0f);
    return {std::move(values), columns};
}

namespace {

/// In plain words, for whoever compares the figures with a program of their own.
nlohmann::json what_is_included(const ChipCost& cost) {
    const char* const outputs =
        "the inference of a row that was received, and all outputs as floats "
        "(probabilities of all classes, or the value): what the Calculator runs between "
        "CalculatorOnInferenceStart and CalculatorOnInferenceEnd";
    const char* const answer = "the inference of a row that was received, and the class alone";
    const bool both = cost.outputs_flash_bytes.has_value();
    nlohmann::json json{
        {"cycles", both ? outputs : answer},
        {"time_us", both ? outputs : answer},
        {"class_cycles",
         "the inference of a row that was received, the class, and a copy of its scores; mean"},
        {"flash_bytes",
         "inference library, model and the class; no probabilities, Calculator, serial protocol "
         "or Arduino core"},
        {"ram_bytes", "variables of library and model, input buffer and deepest stack, for the class"}};
    if (both)
        json["probabilities_flash_bytes"] =
            "what asking for all outputs as floats adds to flash_bytes, where class and scores were asked "
            "for";
    if (cost.last_sample_cycles)
        json["last_sample_cycles"] = "the last sample of a row, and the answer as in cycles";
    return json;
}

}  // namespace

nlohmann::json to_json(const ChipCost& cost) {
    nlohmann::json json{{"form", codegen::form_name(cost.form)},
                        {"mcu", cost.mcu},
                        {"flash_bytes", cost.flash_bytes},
                        {"ram_bytes", cost.ram_bytes},
                        {"input_buffer_bytes", cost.input_bytes},
                        {"static_ram_bytes", cost.static_ram_bytes},
                        {"stack_bytes", cost.stack_bytes},
                        {"cycles",
                         {{"min", cost.cycles_min},
                          {"mean", cost.cycles_mean},
                          {"max", cost.cycles_max},
                          {"worst", cost.cycles_worst}}},
                        {"time_us",
                         {{"min", cost.hz ? static_cast<double>(cost.cycles_min) * 1e6 / cost.hz : 0},
                          {"mean", cost.mean_us()},
                          {"max", cost.hz ? static_cast<double>(cost.cycles_max) * 1e6 / cost.hz : 0}}},
                        {"rows", cost.rows},
                        {"mismatches", cost.mismatches},
                        {"adversarial_rows", cost.adversarial_rows},
                        {"adversarial_mismatches", cost.adversarial_mismatches}};
    json["class_cycles"] = cost.class_cycles;
    if (cost.outputs_flash_bytes) json["probabilities_flash_bytes"] = *cost.outputs_flash_bytes;
    json["includes"] = what_is_included(cost);
    if (cost.last_sample_cycles) json["last_sample_cycles"] = *cost.last_sample_cycles;
    return json;
}

}  // namespace mote::pipeline
