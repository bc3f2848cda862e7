#include "quality/picked.hpp"

#include <cstddef>

namespace mote::quality {

model::Answers picked(const model::Answers& answers, std::span<const uint32_t> positions) {
    model::Answers out;
    out.task = answers.task;
    out.outputs = answers.outputs;
    out.score_count = answers.score_count;
    for (const size_t at : positions) {
        const auto append = [at](auto& to, const auto& from, size_t width) {
            const auto begin = from.begin() + static_cast<std::ptrdiff_t>(at * width);
            to.insert(to.end(), begin, begin + static_cast<std::ptrdiff_t>(width));
        };
        append(out.values, answers.values, answers.outputs);
        append(out.classes, answers.classes, 1);
        if (!answers.decided.empty()) append(out.decided, answers.decided, 1);
        append(out.scores, answers.scores, answers.score_count);
    }
    return out;
}

}  // namespace mote::quality
