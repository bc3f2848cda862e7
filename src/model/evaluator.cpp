#include "model/evaluator.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <thread>

#include "core/rows.hpp"
#include "mote.h"
#include "mote_occlusion.h"

namespace mote::model {

struct Evaluator::State {
    Bytes bytes;
    std::vector<uint32_t> arena;  // 4-byte alignment
    mote_net net{};
    double slope = 1;
};

Evaluator::Evaluator(std::unique_ptr<State> state) : state_(std::move(state)) {}
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

Result<Evaluator> Evaluator::open(std::span<const uint8_t> model) {
    MOTE_CHECK(check_binary(model));
    auto state = std::make_unique<State>();
    state->bytes.assign(model.begin(), model.end());
    const auto size = static_cast<uint32_t>(state->bytes.size());
    if (mote_open(&state->net, state->bytes.data(), size, nullptr, 0) != MOTE_OK)
        return Error{ErrorCode::input, "the model is refused", "model", ""};
    state->arena.resize(state->net.arena_bytes / 4u);
    const auto arena_bytes = state->net.arena_bytes;
    const mote_status status = mote_open(&state->net, state->bytes.data(), size,
                                         reinterpret_cast<uint8_t*>(state->arena.data()), arena_bytes);
    if (status != MOTE_OK)
        return Error{ErrorCode::input, fmt::format("the model is refused: {}", mote_status_text(status)),
                     "model", ""};
    if (const uint16_t at = state->net.slope; at != 0)
        state->slope = Slope{static_cast<int8_t>(state->bytes[at]), state->bytes[at + 1u]}.factor();
    return Evaluator(std::move(state));
}

Task Evaluator::task() const {
    return static_cast<Task>(mote_task(&state_->net));
}
size_t Evaluator::inputs() const {
    return mote_inputs(&state_->net);
}
size_t Evaluator::outputs() const {
    return mote_outputs(&state_->net);
}
size_t Evaluator::arena_bytes() const {
    return state_->net.arena_bytes;
}
bool Evaluator::raw_float() const {
    return mote_raw_f32(&state_->net);
}
size_t Evaluator::score_count() const {
    return state_->net.score_count;
}
int8_t Evaluator::answer_class() const {
    return mote_class(&state_->net);
}
uint8_t Evaluator::nearest_class() const {
    return mote_nearest_class(&state_->net);
}
bool Evaluator::has_decision() const {
    return state_->net.decision != 0;
}
bool Evaluator::has_fills() const {
    return state_->net.fill_count != 0;
}
int32_t Evaluator::raw_score(size_t k) const {
    return mote_score(&state_->net, static_cast<uint8_t>(k));
}

void Evaluator::run(std::span<const float> samples, std::span<float> outputs) {
    for (float sample : samples) mote_push_f32(&state_->net, sample);
    if (!outputs.empty()) mote_answer(&state_->net, outputs.data());
}

bool Evaluator::float_activations() const {
    return mote_activation(&state_->net) == MOTE_ACTIVATION_F32;
}

std::vector<Contribution> Evaluator::contributions(std::span<const float> row,
                                                   std::span<const Segment> segments, uint16_t stride,
                                                   uint8_t most) {
    std::vector<mote_segment> list;
    for (const auto& s : segments) list.push_back({s.first, s.count, s.baseline});
    const mote_segments all{list.data(), static_cast<uint16_t>(list.size()), stride};
    std::vector<mote_contribution> found(most);
    found.resize(mote_find_contributions(&state_->net, row.data(), &all, found.data(), most));
    std::vector<Contribution> out;
    for (const auto& one : found)
        out.push_back(
            {one.segment, one.margin,
             state_->slope * std::ldexp(static_cast<double>(one.margin), state_->net.score_exponent)});
    return out;
}

double Evaluator::score(size_t k) const {
    const int32_t raw = raw_score(k);
    if (float_activations()) return state_->slope * std::bit_cast<float>(raw);
    return state_->slope * std::ldexp(static_cast<double>(int64_t{raw} + state_->net.score_offset),
                                      state_->net.score_exponent);
}

namespace {

void run_range(Evaluator& evaluator, const SampleMatrix& samples, std::span<const uint32_t> rows, size_t from,
               size_t to, Answers& out) {
    std::vector<float> row(samples.columns());
    for (size_t i = from; i < to; ++i) {
        samples.copy_row(rows[i], row);
        evaluator.run(row, std::span(out.values).subspan(i * out.outputs, out.outputs));
        out.classes[i] = evaluator.nearest_class();
        out.decided[i] = evaluator.answer_class();
        for (size_t k = 0; k < out.score_count; ++k) out.scores[i * out.score_count + k] = evaluator.score(k);
    }
}

}  // namespace

Result<Answers> evaluate(std::span<const uint8_t> model, const SampleMatrix& samples,
                         std::span<const uint32_t> rows, unsigned threads) {
    MOTE_TRY(first, Evaluator::open(model));
    if (first.inputs() != samples.columns())
        return Error{
            ErrorCode::input,
            fmt::format("the model takes {} inputs, the data has {}", first.inputs(), samples.columns()), "",
            "use the columns that it was trained on"};
    const size_t count = rows.size();
    Answers out{first.task(), first.outputs(), {}, {}, {}, {}, first.score_count()};
    out.values.resize(count * out.outputs);
    out.classes.resize(count);
    out.decided.resize(count);
    out.scores.resize(count * out.score_count);
    if (threads <= 1 || count < 1000) {
        run_range(first, samples, rows, 0, count, out);
        return out;
    }
    std::vector<Evaluator> evaluators;
    for (unsigned t = 0; t < threads; ++t) {
        MOTE_TRY(evaluator, Evaluator::open(model));
        evaluators.push_back(std::move(evaluator));
    }
    std::vector<std::jthread> pool;
    for (unsigned t = 0; t < threads; ++t)
        pool.emplace_back([&, t] {
            run_range(evaluators[t], samples, rows, count * t / threads, count * (t + 1) / threads, out);
        });
    pool.clear();
    return out;
}

Result<Answers> evaluate(std::span<const uint8_t> model, const SampleMatrix& samples) {
    return evaluate(model, samples, all_rows(samples.rows()));
}

}  // namespace mote::model
