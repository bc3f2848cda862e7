#include "model/decision.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "model/byte_reader.hpp"
#include "model/byte_writer.hpp"
#include "model/decision_limits.hpp"
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

}  // namespace

Status check_decision(const Decision& d, Task task, size_t scores) {
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

void write_decision(ByteWriter& out, const Decision& d, Task task) {
    out.u8(kinds_of(d, task));
    if (task == Task::binary) {
        out.zigzag(d.low);
    } else if (!d.penalties.empty()) {
        out.u8(d.penalty_shift);
        for (const uint8_t penalty : d.penalties) out.u8(penalty);
    }
    if (d.band > 0) out.varint(d.band);
}

Decision read_decision(ByteReader& in, Task task, size_t scores) {
    Decision d;
    const uint8_t kinds = in.u8();
    if (task == Task::binary) {
        d.low = in.zigzag();
    } else if (kinds & MOTE_DECISION_THRESHOLD) {
        d.penalty_shift = in.u8();
        for (size_t k = 0; k < scores; ++k) d.penalties.push_back(in.u8());
    }
    if (kinds & MOTE_DECISION_NOT_SURE) d.band = in.varint();
    return d;
}

int decision_exponent(bool float_scores, int score_exponent) {
    return float_scores ? -13 : score_exponent;
}

}  // namespace mote::model
