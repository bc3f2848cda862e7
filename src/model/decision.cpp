#include "model/decision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "model/byte_reader.hpp"
#include "model/byte_writer.hpp"
#include "model/decision_limits.hpp"
#include "model/fills.hpp"
#include "model/model.hpp"
#include "mote_format.h"

namespace mote::model {

namespace {

static_assert(most_decision_steps + 1u == MOTE_DECISION_LIMIT);
static_assert(most_penalty_shift == MOTE_MAX_PENALTY_SHIFT);

Error impossible(const std::string& what) {
    return {ErrorCode::usage, "the decision " + what, "model", "choose other thresholds"};
}

uint8_t kinds_of(const Decision& d, Task task) {
    const bool threshold = task == Task::binary || !d.penalties.empty();
    return static_cast<uint8_t>((threshold ? MOTE_DECISION_THRESHOLD : 0u) |
                                (d.band > 0 ? MOTE_DECISION_NOT_SURE : 0u));
}

Status check_classes(const Decision& d, Task task, size_t scores) {
    constexpr auto limit = static_cast<int32_t>(MOTE_DECISION_LIMIT);
    if (task == Task::regression) return impossible("is of classes, and a regression has none");
    if (d.low <= -limit || d.low >= limit || d.band >= MOTE_DECISION_LIMIT)
        return impossible(fmt::format("has numbers beyond {}", limit));
    if (d.penalty_shift > MOTE_MAX_PENALTY_SHIFT)
        return impossible(fmt::format("has penalties shifted by more than {} bits", MOTE_MAX_PENALTY_SHIFT));
    if (task == Task::binary ? !d.penalties.empty() : d.low != 0) return impossible("is one of another task");
    if (!d.penalties.empty() && d.penalties.size() != scores)
        return impossible(fmt::format("has {} penalties for {} classes", d.penalties.size(), scores));
    if (kinds_of(d, task) == 0) return impossible("has no part");
    return Done{};
}

void write_classes(ByteWriter& out, const Decision& d, Task task) {
    if (task == Task::binary) {
        out.zigzag(d.low);
    } else if (!d.penalties.empty()) {
        out.u8(d.penalty_shift);
        for (const uint8_t penalty : d.penalties) out.u8(penalty);
    }
    if (d.band > 0) out.varint(d.band);
}

Decision read_classes(ByteReader& in, uint8_t kinds, Task task, size_t scores) {
    Decision d;
    if (task == Task::binary) {
        d.low = in.zigzag();
    } else if (kinds & MOTE_DECISION_THRESHOLD) {
        d.penalty_shift = in.u8();
        for (size_t k = 0; k < scores; ++k) d.penalties.push_back(in.u8());
    }
    if (kinds & MOTE_DECISION_NOT_SURE) d.band = in.varint();
    return d;
}

const double bits_of_nat = 1 / std::log(2.0);

}  // namespace

double Slope::factor() const {
    return std::ldexp(1 + fraction / 256.0, exponent) / bits_of_nat;
}

Slope Slope::nearest(double factor) {
    const double bits = factor * bits_of_nat;
    int exponent = static_cast<int>(std::floor(std::log2(bits)));
    exponent = std::clamp(exponent, -MOTE_MAX_SLOPE_EXPONENT, MOTE_MAX_SLOPE_EXPONENT);
    const long fraction = std::lround((std::ldexp(bits, -exponent) - 1) * 256);
    return {static_cast<int8_t>(exponent), static_cast<uint8_t>(std::clamp(fraction, 1l, 255l))};
}

bool has_decision_part(const Model& model) {
    return model.decision || model.slope || !model.encoder.fills.empty();
}

Status check_decision(const Model& model) {
    if (model.decision) MOTE_CHECK(check_classes(*model.decision, model.task, model.scores));
    MOTE_CHECK(check_fills(model.encoder));
    if (!model.slope) return Done{};
    if (model.task == Task::regression)
        return impossible("calibrates probabilities, and a regression has none");
    if (std::abs(model.slope->exponent) > MOTE_MAX_SLOPE_EXPONENT || model.slope->fraction == 0)
        return impossible("has a slope that the format does not know");
    return Done{};
}

void write_decision(ByteWriter& out, const Model& model) {
    const uint8_t kinds = model.decision ? kinds_of(*model.decision, model.task) : uint8_t{0};
    out.u8(kinds | (model.slope ? MOTE_DECISION_SLOPE : 0u) |
           (model.encoder.fills.empty() ? 0u : MOTE_DECISION_FILLS));
    if (model.decision) write_classes(out, *model.decision, model.task);
    if (model.slope) {
        out.u8(static_cast<uint8_t>(model.slope->exponent));
        out.u8(model.slope->fraction);
    }
    if (!model.encoder.fills.empty()) write_fills(out, model.encoder);
}

void read_decision(ByteReader& in, Model& model) {
    const uint8_t kinds = in.u8();
    if (kinds & MOTE_DECISION_CLASS) model.decision = read_classes(in, kinds, model.task, model.scores);
    if (kinds & MOTE_DECISION_SLOPE) {
        Slope slope;
        slope.exponent = static_cast<int8_t>(in.u8());
        slope.fraction = in.u8();
        model.slope = slope;
    }
    if (kinds & MOTE_DECISION_FILLS) model.encoder.fills = read_fills(in, model.encoder.raw_float);
}

int decision_exponent(bool float_scores, int score_exponent) {
    return float_scores ? -13 : score_exponent;
}

}  // namespace mote::model
