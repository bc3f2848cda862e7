// The chip against the computer: random models of every kind of layer, with rows at the edges. How many models,
// and from which seed on, the environment says: the acceptance run is
//
//     MOTE_DIFFERENTIAL=2000 build/release/bin/compiled_chip_test --gtest_filter='*Differential*'
//
// A message names the seed of the model: MOTE_DIFFERENTIAL=1 MOTE_DIFFERENTIAL_SEED=n builds it alone.
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <map>
#include <mutex>

#include "any_model.hpp"
#include "chip_batch.hpp"
#include "codegen/compiled/compiled.hpp"
#include "core/parallel.hpp"
#include "model/segments.hpp"
#include "support/random_decision.hpp"

namespace mote::testing {
namespace {

uint64_t setting(const char* name, uint64_t usual) {
    const char* text = std::getenv(name);
    return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : usual;
}

/// Every other classifier decides by thresholds of its own, every other is calibrated.
void add_decision(AnyModel& any, uint64_t seed, const std::vector<test::ExtremeRow>& rows) {
    Rng slopes = Rng::fork(seed, 3000), rng = Rng::fork(seed, 2000);
    any.model.slope = test::random_slope(slopes, any.model);
    if (any.model.slope) any.kind += ", calibrated";
    if (rng.below(2) == 0) return;
    std::vector<std::vector<float>> samples;
    for (const auto& row : rows) samples.push_back(row.samples);
    any.model.decision = test::random_decision(rng, any.model, samples);
    if (any.model.decision) any.kind += ", decides";
}

/// Every fourth tells what spoke for its answers, of up to three segments that stand anywhere.
void add_segments(model::Package& package, uint64_t seed, const std::vector<test::ExtremeRow>& rows) {
    Rng rng = Rng::fork(seed, 4000);
    if (rng.below(4) != 0) return;
    const auto inputs = static_cast<uint32_t>(package.columns.size());
    const uint32_t stride = model::segment_stride(package.shape);
    std::vector<model::Segment> segments;
    for (uint32_t n = 1 + rng.below(3); n > 0; --n) {
        const uint32_t first = rng.below(inputs), most = (inputs - 1 - first) / stride + 1;
        const auto& row = rows[rng.below(static_cast<uint32_t>(rows.size()))].samples;
        float baseline = std::floor(row[first]);
        if (!(std::abs(baseline) < 32768.0f)) baseline = 0;
        segments.push_back(
            {static_cast<uint16_t>(first), static_cast<uint16_t>(1 + rng.below(most)), baseline});
    }
    model::set_segments(package.information, segments);
}

/// Values for missing inputs, and rows that lack some.
void add_fills(Rng& rng, AnyModel& any, size_t inputs, std::vector<test::ExtremeRow>& rows) {
    any.model.encoder.fills = test::random_fills(rng, any.model.encoder);
    if (any.model.encoder.fills.empty()) return;
    any.kind += ", imputes";
    auto more = test::ExtremeRows(rng, inputs, any.model.encoder.raw_float).with_gaps();
    std::ranges::move(more, std::back_inserter(rows));
}

ChipModel chip_model(uint64_t seed) {
    auto any = any_model(seed);
    ChipModel out;
    Rng rng = Rng::fork(seed, 1000);
    const auto& shape = any.model.encoder.shape;
    const size_t inputs = size_t{shape.steps} * shape.axes;
    out.rows = test::ExtremeRows(rng, inputs, any.model.encoder.raw_float).make();
    if (Rng fills = Rng::fork(seed, 5000); fills.below(2) == 0) add_fills(fills, any, inputs, out.rows);
    add_decision(any, seed, out.rows);
    out.about = fmt::format("seed {} ({})", seed, any.kind);
    out.package = package_of(any.model, fmt::format("seed_{}", seed));
    add_segments(out.package, seed, out.rows);
    return out;
}

/// The forms; and the portable C of the compiled ones, which chips without a multiplier take.
std::vector<Variant> variants() {
    using enum codegen::Form;
    return {{"table", table, {}, {}},
            {"compiled", compiled, {}, {}},
            {"fast", fast, {}, {}},
            {"compiled, portable", compiled, {"-U__AVR_HAVE_MUL__"}, {"MOTE_DIFFERENCES_PLAIN"}}};
}

/// Where speed leaves nothing to choose, both compiled forms are the same text.
bool fast_form_differs(const ChipModel& model) {
    const auto text = [&](codegen::Form form) {
        const auto facts = codegen::find_facts(model.package);
        if (!facts) return std::string();
        auto of_form = *facts;
        of_form.form = form;
        const auto compiled = codegen::compile(of_form);
        return compiled ? compiled->source : std::string();
    };
    return text(codegen::Form::compiled) != text(codegen::Form::fast);
}

struct Totals {
    std::mutex mutex;
    size_t answers = 0, without_form = 0;
    std::vector<std::string> failures;
    std::map<std::string, size_t> models;

    void add(const std::string& variant, const BatchOutcome& outcome) {
        const std::lock_guard lock(mutex);
        models[variant] += outcome.models;
        answers += outcome.answers;
        without_form += outcome.without_form;
        for (const auto& difference : outcome.differences) note(difference);
    }
    void fail(const std::string& message) {
        const std::lock_guard lock(mutex);
        note(message);
    }
    /// At once, not only at the end of an hour.
    void note(const std::string& message) {
        failures.push_back(message);
        fmt::print(stderr, "{}\n", message);
    }
};

/// Models that are too large for one chip together are halved, so that an error is one of a single model.
void compare(std::span<const ChipModel> models, const Variant& variant, Totals& totals) {
    const auto outcome = compare_on_chip(models, variant);
    if (outcome) return totals.add(variant.name, *outcome);
    if (models.size() < 2)
        return totals.fail(fmt::format("{}, {}: {}", models[0].about, variant.name, outcome.error().text()));
    compare(models.first(models.size() / 2), variant, totals);
    compare(models.subspan(models.size() / 2), variant, totals);
}

void compare(uint64_t seed, size_t count, Totals& totals) {
    std::vector<ChipModel> models, fast;
    for (uint64_t i = 0; i < count; ++i) models.push_back(chip_model(seed + i));
    std::ranges::copy_if(models, std::back_inserter(fast), fast_form_differs);
    for (const auto& variant : variants())
        compare(variant.form == codegen::Form::fast ? fast : models, variant, totals);
}

TEST(CompiledChipDifferential, random_models_answer_extreme_rows_as_the_computer_does) {
    REQUIRE_AVR();
    constexpr size_t together = 12;
    const uint64_t count = setting("MOTE_DIFFERENTIAL", 64), seed = setting("MOTE_DIFFERENTIAL_SEED", 1);
    const auto jobs = static_cast<unsigned>(setting("MOTE_DIFFERENTIAL_JOBS", 2));
    Totals totals;
    parallel_for((count + together - 1) / together, jobs, [&](size_t batch) {
        const uint64_t first = batch * together;
        compare(seed + first, std::min<size_t>(together, count - first), totals);
        if (count > 500) {
            const std::lock_guard lock(totals.mutex);
            fmt::print(stderr, "at seed {}: {} answers, {} differences\n", seed + first, totals.answers,
                       totals.failures.size());
        }
    });
    for (const auto& failure : totals.failures) ADD_FAILURE() << failure;
    for (const auto& [variant, models] : totals.models) fmt::print("{}: {} models\n", variant, models);
    fmt::print("{} models, {} answers compared, {} differ; {} forms do not exist\n", count, totals.answers,
               totals.failures.size(), totals.without_form);
    EXPECT_EQ(totals.models["table"], count);
}

}  // namespace
}  // namespace mote::testing
