// The reader of model.bin on the chip, the kernels behind it under rows of extremes, and the reader of the host.
#include <array>
#include <limits>

#include "fuzz.hpp"
#include "hostile_model.hpp"
#include "model/binary.hpp"
#include "mote.h"

namespace mote::fuzz {
namespace {

constexpr uint32_t longest_row = 4096;  ///< samples; longer rows only take longer

struct OpenModel {
    std::vector<uint8_t> bytes;   ///< of exactly this size: a read beyond its end is seen
    std::vector<uint32_t> arena;  ///< the same, to the next multiple of 4
    mote_net net = {};
};

bool open(OpenModel& model) {
    const auto size = static_cast<uint32_t>(model.bytes.size());
    if (mote_open(&model.net, model.bytes.data(), size, nullptr, 0) != MOTE_OK) return false;
    const uint16_t room = model.net.arena_bytes;
    model.arena.assign((room + 3u) / 4u, 0xA5A5A5A5u);
    auto* arena = reinterpret_cast<uint8_t*>(model.arena.data());
    demand(room == 0 || mote_open(&model.net, model.bytes.data(), size, arena,
                                  static_cast<uint16_t>(room - 1)) == MOTE_ERROR_MEMORY,
           "an arena that is too small is refused");
    demand(mote_open(&model.net, model.bytes.data(), size, arena, room) == MOTE_OK,
           "a model opens in the arena that it asks for");
    return true;
}

void read_answer(const mote_net& net) {
    const int8_t answer = mote_class(&net);
    demand(mote_nearest_class(&net) < mote_outputs(&net), "the class is one of the outputs");
    demand(answer == MOTE_NOT_SURE || answer == mote_nearest_class(&net),
           "the class is the nearest, or none");
    float total = 0;
    for (uint8_t k = 0; k < mote_outputs(&net); ++k) total += mote_output(&net, k);
    for (uint8_t k = 0; k < mote_score_count(&net); ++k) (void)mote_score(&net, k);
    if (mote_task(&net) != MOTE_TASK_REGRESSION)
        demand(total > 0.9f && total < 1.1f, "probabilities add up to 1");
}

/// The rows: all at the minimum, at the maximum, alternating between both, and 0.
template <class Sample, class Push>
void run_extremes(OpenModel& model, Sample low, Sample high, Push push) {
    const std::array<std::array<Sample, 2>, 4> rows = {{{low, low}, {high, high}, {low, high}, {0, 0}}};
    const uint32_t inputs = mote_inputs(&model.net);
    for (const auto& row : rows) {
        for (uint32_t i = 0; i < inputs; ++i)
            demand(push(&model.net, row[i & 1u]) == (i + 1 == inputs), "the last sample completes the row");
        read_answer(model.net);
    }
    push(&model.net, high);
    mote_begin(&model.net);
}

}  // namespace
}  // namespace mote::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote;
    fuzz::OpenModel model;
    model.bytes = fuzz::hostile_model({data, size});
    if (model.bytes.empty()) return 0;
    const bool opened = fuzz::open(model);
    const auto read = model::from_binary(model.bytes);
    fuzz::demand(opened || !read, "the host reads only what the chip opens");
    if (!opened || mote_inputs(&model.net) > fuzz::longest_row) return 0;
    fuzz::run_extremes<int16_t>(model, INT16_MIN, INT16_MAX, mote_push_i16);
    constexpr float infinity = std::numeric_limits<float>::infinity();
    fuzz::run_extremes<float>(model, -infinity, std::numeric_limits<float>::quiet_NaN(), mote_push_f32);
    fuzz::run_extremes<float>(model, std::numeric_limits<float>::lowest(), 3.0e9f, mote_push_f32);
    return 0;
}
