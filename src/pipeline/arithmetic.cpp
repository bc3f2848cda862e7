#include "pipeline/arithmetic.hpp"

#include "model/float_counterpart.hpp"

namespace mote::pipeline {

Result<std::optional<BothArithmetics>> answer_in_both(const model::Bytes& model, const TestRows& rows,
                                                      unsigned jobs) {
    MOTE_TRY(read, model::from_binary(model));
    const auto counterpart = model::float_counterpart(read);
    if (!counterpart) return std::optional<BothArithmetics>();
    const auto in_floats = model::to_binary(*counterpart);
    if (!in_floats) return std::optional<BothArithmetics>();
    read.decision.reset();
    MOTE_TRY(plain, model::to_binary(read));
    BothArithmetics out;
    MOTE_TRY(integers, model::evaluate(plain, *rows.samples, rows.index, jobs));
    MOTE_TRY(floats, model::evaluate(*in_floats, *rows.samples, rows.index, jobs));
    out.integers = std::move(integers);
    out.floats = std::move(floats);
    return std::optional(std::move(out));
}

}  // namespace mote::pipeline
