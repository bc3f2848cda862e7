#include "train/kernels/proposals.hpp"

#include <algorithm>

#include "train/base/classes.hpp"

namespace mote::train::kernels {

namespace {

using Segments = std::vector<std::pair<uint8_t, uint8_t>>;

/// The whole row and, of more than one, it cut into so many even segments.
Segments cut(int count) {
    Segments segments{{0, 15}};
    for (int i = 0; count > 1 && i < count; ++i)
        segments.emplace_back(static_cast<uint8_t>(16 * i / count),
                              static_cast<uint8_t>(16 * (i + 1) / count - 1));
    return segments;
}

/// For a limit of time: what is counted in a short part of the row costs a fraction of the cycles at the same
/// bytes and is worth as much; differences of a few samples cost less than kernels of nine taps.
void propose_quick(const Settings& usual, std::vector<Settings>& out) {
    const auto propose = [&](int segments, bool differences, int gain_log2) {
        Settings& s = out.emplace_back(usual);
        s.segments = cut(segments), s.by_steps = segments > 1;
        s.differences = differences, s.gain_log2 = gain_log2;
        if (differences) s.weight_bits = 7;
    };
    const bool bytes = usual.weight_bits == 8;  // differences are of bytes
    for (const int segments : {8, 4}) {
        propose(segments, false, 0);
        if (bytes) propose(segments, true, 0);
    }
    if (bytes) propose(4, true, 1), propose(1, true, 1);
}

Settings augmented(Settings s, const TrainingRows& rows) {
    s.augmentation = base::augmentation_for(rows);
    s.copies = base::augmented_copies(rows.size());
    return s;
}

}  // namespace

std::vector<Settings> proposals(const TrainingRows& rows, const Goal& goal) {
    const int bits = goal.bits;
    const Segments halves = cut(2), quarters = cut(4);
    Settings usual;
    usual.weight_bits = bits;
    usual.padded = rows.shape.steps < 40;
    std::vector<Settings> out;
    // fewer cycles: short segments of the row, every second or fourth step, and kernels at a higher penalty, for a
    // further threshold costs the chip less than a further kernel
    const bool quick = goal.limited_time && rows.shape.steps >= 40;
    const bool quick_besides = !quick && goal.dear_cycles && rows.shape.steps >= 40;
    if (quick) propose_quick(usual, out);
    out.push_back(usual);
    const auto variant = [&](auto change) { change(out.emplace_back(usual)); };
    const bool few = rows.size() < base::few_rows;
    const size_t plain = out.size() - 1;  // of few rows all others are augmented
    if (few) out.push_back(usual);
    const auto quick_variants = [&] {
        variant([](Settings& s) { s.kernel_penalty = 6; });
        variant([](Settings& s) { s.stride_log2 = 1; });
        variant([](Settings& s) { s.stride_log2 = 1, s.kernel_penalty = 6; });
        variant([](Settings& s) { s.stride_log2 = 2, s.kernel_penalty = 6; });
    };
    if (quick) quick_variants();
    variant([&](Settings& s) { s.segments = halves; });
    if (bits == 8) variant([](Settings& s) { s.weight_bits = 4; });
    variant([](Settings& s) { s.triples = false, s.kernel_penalty = 6; });
    variant([](Settings& s) { s.ridge = 4; });
    variant([](Settings& s) { s.padded = !s.padded; });
    variant([&](Settings& s) { s.segments = quarters; });
    if (base::imbalanced(rows))
        for (double balance : {1.0, 0.5}) {
            variant([&](Settings& s) { s.balance = balance; });
            variant([&](Settings& s) { s.balance = balance, s.segments = quarters, s.ridge = 4; });
        }
    if (quick_besides) propose_quick(usual, out), quick_variants();
    for (size_t i = 0; i < out.size(); ++i)
        if (few && i != plain) out[i] = augmented(out[i], rows);
    return out;
}

std::vector<Settings> settings_near(const Settings& from, const TrainingRows& rows, const Goal& goal) {
    std::vector<Settings> out;
    const auto vary = [&](auto change) { change(out.emplace_back(from)); };
    if (from.copies == 0 && rows.size() < base::most_augmented_rows) out.push_back(augmented(from, rows));
    for (const double factor : {0.25, 4.0}) vary([&](Settings& s) { s.ridge *= factor; });
    for (const int segments : {1, 2, 4, 8})
        if (from.segments.size() != cut(segments).size())
            vary([&](Settings& s) { s.segments = cut(segments); });
    if (from.segments.size() > 1) vary([](Settings& s) { s.by_steps = !s.by_steps; });
    if (goal.bits == 8 && !from.differences)
        vary([](Settings& s) { s.weight_bits = s.weight_bits == 4 ? 8 : 4; });
    if (goal.bits == 8) {
        vary([](Settings& s) {
            s.differences = !s.differences;
            if (s.weight_bits == 8) s.weight_bits = 7;
        });
        if (from.differences) vary([](Settings& s) { s.gain_log2 = 1 - s.gain_log2; });
    }
    vary([](Settings& s) { s.padded = !s.padded; });
    vary([](Settings& s) { s.kernel_penalty = s.kernel_penalty > 2 ? 1 : 3; });
    return out;
}

}  // namespace mote::train::kernels
