#include "chip_batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "codegen/archive.hpp"
#include "codegen/generate.hpp"
#include "core/files.hpp"
#include "model/evaluator.hpp"
#include "model/segments.hpp"
#include "target/scaffold.hpp"
#include "target/simulator.hpp"
#include "target/toolchain.hpp"

namespace mote::testing {

namespace {

namespace fs = std::filesystem;

constexpr const char* mcu = "atmega2560";
constexpr size_t row_head = 2;        // number of the model, how the row is handed over
constexpr size_t least_stack = 1500;  // bytes of RAM that a table-driven model takes of it, and more

/// One model's file: opens it in variables of the stack, hands a row over, writes the answer.
constexpr const char* one_model = R"(#include <string.h>
#include "model.h"
#include "mote.h"
#if MODEL_RAW_FLOAT
typedef float own;
#define push_own mote_push_f32
#define run_own mote_run_f32
#define push_other(net, x) mote_push_i16(net, (int16_t)(x))
#else
typedef int16_t own;
#define push_own mote_push_i16
#define run_own mote_run_i16
#define push_other(net, x) mote_push_f32(net, x)
#endif
#ifdef MODEL_SEGMENTS
#include "mote_occlusion.h"
#include "mote_platform.h"
static const mote_segment segments[MODEL_SEGMENTS] MOTE_FLASH = MODEL_SEGMENT_LIST;
#endif
__attribute__((externally_visible)) void BATCH_RUN(float* row, uint8_t how, uint8_t* answer) {
    mote_net net;
    uint32_t arena[(MODEL_ARENA_BYTES + 3u) / 4u];
    own* samples = (own*)(void*)row;
    uint16_t i;
    uint8_t k;
    uint8_t ready = 0;
    if (mote_open(&net, model_bin, MODEL_BYTES, (uint8_t*)arena, sizeof arena) != MOTE_OK) return;
    if (how == 2) {
        for (i = 0; i < MODEL_INPUTS; ++i) ready = push_other(&net, row[i]);
    } else {
        for (i = 0; i < MODEL_INPUTS; ++i) {
            const own sample = (own)row[i];
            samples[i] = sample;
        }
        if (how == 0) {
            for (i = 0; i < MODEL_INPUTS; ++i) ready = push_own(&net, samples[i]);
        } else {
            run_own(&net, samples);
            ready = 1;
        }
    }
    *answer++ = ready;
    *answer++ = (uint8_t)mote_class(&net);
    for (k = 0; k < mote_score_count(&net); ++k, answer += 4) {
        const int32_t score = mote_score(&net, k);
        memcpy(answer, &score, 4);
    }
    for (k = 0; k < mote_outputs(&net); ++k, answer += 4) {
        const float output = mote_output(&net, k);
        memcpy(answer, &output, 4);
    }
#ifdef MODEL_SEGMENTS
    if (how != 2) {
        const mote_segments all = {segments, MODEL_SEGMENTS, MODEL_SEGMENT_STRIDE};
        mote_contribution found[3];
        *answer = mote_find_contributions(&net, samples, &all, found, 3);
        for (k = 0; k < *answer; ++k) {
            memcpy(answer + 1 + 6 * k, &found[k].segment, 2);
            memcpy(answer + 3 + 6 * k, &found[k].margin, 4);
        }
    }
#endif
}
)";

std::string dispatcher(size_t models) {
    std::string out = "#include <string.h>\n#include \"measure.h\"\n";
    for (size_t i = 0; i < models; ++i)
        out += fmt::format("void batch_run_{}(float* row, uint8_t how, uint8_t* answer);\n", i);
    out +=
        "void mote_measure_init(void) {}\nvoid mote_measure_run(void) {\n"
        "    float* row = (float*)(void*)(mote_measure_input + 2);\n"
        "    memset(mote_measure_answer, 0, MOTE_ANSWER_BYTES);\n    switch (mote_measure_input[0]) {\n";
    for (size_t i = 0; i < models; ++i)
        out += fmt::format(
            "        case {0}: batch_run_{0}(row, mote_measure_input[1], mote_measure_answer); break;\n", i);
    return out + "    }\n}\n";
}

template <class T>
void append(std::vector<uint8_t>& out, T value) {
    uint8_t bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.insert(out.end(), bytes, bytes + sizeof value);
}

constexpr uint8_t most_contributions = 3;
constexpr size_t contribution_bytes = 1 + 6 * most_contributions;

std::vector<uint8_t> expected_answer(model::Evaluator& evaluator, const model::Package& package,
                                     const test::ExtremeRow& extreme) {
    const auto& row = extreme.samples;
    std::vector<float> outputs(evaluator.outputs());
    evaluator.run(row, outputs);
    std::vector<uint8_t> out = {1, static_cast<uint8_t>(evaluator.answer_class())};
    for (size_t k = 0; k < evaluator.score_count(); ++k) append(out, evaluator.raw_score(k));
    for (const float output : outputs) append(out, output);
    const auto segments = model::segments_of(package);
    if (segments.empty() || extreme.how == test::Handover::push_other) return out;
    const auto found =
        evaluator.contributions(row, segments, model::segment_stride(package.shape), most_contributions);
    out.push_back(static_cast<uint8_t>(found.size()));
    for (const auto& one : found) {
        append(out, static_cast<uint16_t>(one.segment));
        append(out, one.margin);
    }
    return out;
}

std::string words_of(std::span<const uint8_t> answer) {
    std::string out = fmt::format("class {}", answer[1]);
    for (size_t at = 2; at + 4 <= answer.size(); at += 4) {
        int32_t word;
        std::memcpy(&word, &answer[at], 4);
        out += fmt::format(" {}", word);
    }
    return out;
}

class Batch {
  public:
    Batch(const target::Toolchain& tools, const Variant& variant) : tools_(tools), variant_(variant) {}

    Status run(std::span<const ChipModel> models) {
        MOTE_TRY(folder, TemporaryDirectory::create("mote-batch"));
        std::vector<fs::path> objects;
        std::vector<const ChipModel*> built;
        for (const auto& model : models) {
            MOTE_TRY(object, compile(model, folder.path(), built.size()));
            if (object.empty()) continue;
            objects.push_back(object);
            built.push_back(&model);
        }
        outcome_.without_form += models.size() - built.size();
        return run_in_parts(folder.path(), objects, built);
    }
    BatchOutcome take() { return std::move(outcome_); }

  private:
    /// Empty: the model has no such form.
    Result<fs::path> compile(const ChipModel& model, const fs::path& folder, size_t number) {
        const auto files = codegen::generate(model.package, variant_.form);
        if (!files && files.error().code == ErrorCode::usage) return fs::path();
        if (!files) return files.error();
        const fs::path top = folder / std::to_string(number);
        for (const auto& file : *files) {
            const std::string below = file.path.substr(file.path.find('/') + 1);
            if (!below.starts_with("src/") && below != "extras/mote_inference.c") continue;
            std::error_code ignored;
            fs::create_directories((top / below).parent_path(), ignored);
            MOTE_CHECK(write_scratch_file(top / below, std::string_view(file.content)));
        }
        MOTE_CHECK(write_scratch_file(top / "one_model.c", std::string_view(one_model)));
        target::Program program{{top / "one_model.c", top / "extras/mote_inference.c"},
                                {top / "src/model", top / "src"},
                                variant_.defines,
                                variant_.flags,
                                mcu};
        if (!model::segments_of(model.package).empty())
            program.sources.push_back(top / "src/mote_occlusion.c");
        program.defines.push_back(fmt::format("BATCH_RUN=batch_run_{}", number));
        const fs::path object = top / "model.o";
        if (const auto made = tools_.compile(program, object); !made)
            return Error{made.error().code, made.error().message, model.about, ""};
        return object;
    }

    /// All models of `built` in one program, or where there is no room for them, halves of them.
    Status run_in_parts(const fs::path& folder, std::span<const fs::path> objects,
                        std::span<const ChipModel* const> built) {
        // the numbers of the models in the program go on from the first of this part
        if (built.empty()) return Done{};
        const auto linked = link(folder, objects, built);
        if (linked) return run_rows(folder / "batch.elf", built);
        if (linked.error().code != ErrorCode::usage || built.size() == 1) return linked.error();
        const size_t half = built.size() / 2;
        const size_t first = first_;
        MOTE_CHECK(run_in_parts(folder, objects.first(half), built.first(half)));
        first_ = first + half;
        MOTE_CHECK(run_in_parts(folder, objects.subspan(half), built.subspan(half)));
        first_ = first;
        return Done{};
    }

    Status link(const fs::path& folder, std::span<const fs::path> objects,
                std::span<const ChipModel* const> built) {
        row_bytes_ = answer_bytes_ = 0;
        for (const auto* model : built) {
            const size_t outputs =
                model->package.task == Task::regression ? 1 : model->package.classes.size();
            row_bytes_ = std::max(row_bytes_, row_head + 4 * model->package.columns.size());
            answer_bytes_ = std::max(answer_bytes_, 2 + 8 * outputs + contribution_bytes);
        }
        std::string text = dispatcher(built.size());
        for (size_t i = 0; first_ > 0 && i < built.size(); ++i)
            text = fmt::format("#define batch_run_{} batch_run_{}\n", i, first_ + i) + text;
        MOTE_CHECK(write_scratch_file(folder / "measure.h", target::scaffold_header));
        MOTE_CHECK(write_scratch_file(folder / "measure.c", target::scaffold_source));
        MOTE_CHECK(write_scratch_file(folder / "dispatcher.c", std::string_view(text)));
        target::Program settings{{folder / "dispatcher.c", folder / "measure.c"}, {folder}, {}, {}, mcu};
        settings.flags.push_back("-Wl,-u,mote_measure_input,-u,mote_measure_answer");
        settings.defines = {fmt::format("MOTE_ROW_BYTES={}", row_bytes_),
                            fmt::format("MOTE_ANSWER_BYTES={}", answer_bytes_)};
        std::vector<fs::path> all = {folder / "main.o"};
        MOTE_CHECK(tools_.compile(settings, all[0]));
        all.insert(all.end(), objects.begin(), objects.end());
        MOTE_TRY(sizes, tools_.link(all, settings, folder / "batch.elf"));
        if (sizes.static_ram_bytes + least_stack <= 8192) return Done{};
        return Error{ErrorCode::usage, "no room for the stack", "batch", ""};
    }

    Status run_rows(const fs::path& elf, std::span<const ChipModel* const> built) {
        std::vector<uint8_t> rows, expected;
        for (size_t i = 0; i < built.size(); ++i) {
            MOTE_TRY(evaluator, model::Evaluator::open(built[i]->package.binary));
            for (const auto& row : built[i]->rows) {
                const size_t end = rows.size() + row_bytes_;
                rows.push_back(static_cast<uint8_t>(i));
                rows.push_back(static_cast<uint8_t>(row.how));
                for (const float sample : row.samples) append(rows, sample);
                rows.resize(end);
                const auto answer = expected_answer(evaluator, built[i]->package, row);
                expected.insert(expected.end(), answer.begin(), answer.end());
                expected.resize(expected.size() + answer_bytes_ - answer.size());
            }
        }
        MOTE_TRY(simulator, target::Simulator::find());
        simulator.set_time_limit(std::chrono::minutes(30));
        MOTE_TRY(ran, simulator.measure(elf, mcu, rows, row_bytes_, answer_bytes_));
        if (ran.answers.size() != expected.size())
            return Error{ErrorCode::device, "the chip did not answer every row", variant_.name, ""};
        compare(ran.answers, expected, built);
        return Done{};
    }

    void compare(std::span<const uint8_t> chip, std::span<const uint8_t> computer,
                 std::span<const ChipModel* const> built) {
        size_t at = 0;
        for (const auto* model : built) {
            ++outcome_.models;
            bool told = false;
            for (size_t r = 0; r < model->rows.size(); ++r, at += answer_bytes_) {
                ++outcome_.answers;
                const auto here = chip.subspan(at, answer_bytes_),
                           there = computer.subspan(at, answer_bytes_);
                if (std::ranges::equal(here, there) || told) continue;
                told = true;
                outcome_.differences.push_back(fmt::format(
                    "{}, {}, row {} (handed over {}): chip {}, computer {}", model->about, variant_.name, r,
                    static_cast<int>(model->rows[r].how), words_of(here), words_of(there)));
            }
        }
    }

    const target::Toolchain& tools_;
    const Variant& variant_;
    size_t row_bytes_ = 0, answer_bytes_ = 0;
    size_t first_ = 0;  ///< number, in its object file, of the first model of the part
    BatchOutcome outcome_;
};

}  // namespace

Result<BatchOutcome> compare_on_chip(std::span<const ChipModel> models, const Variant& variant) {
    MOTE_TRY(tools, target::Toolchain::find());
    Batch batch(tools, variant);
    MOTE_CHECK(batch.run(models));
    return batch.take();
}

}  // namespace mote::testing
