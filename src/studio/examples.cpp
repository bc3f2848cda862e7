#include "studio/examples.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "core/files.hpp"
#include "core/rng.hpp"
#include "studio/jobs.hpp"

namespace mote::studio {

namespace {

namespace fs = std::filesystem;
constexpr int steps = 100;  // a second at 100 Hz
constexpr int recordings = 30;

struct Sample {
    double x, y, z;
};

/// Acceleration in g at time t in [0, 1): a circle in the air, a shake from side to side, a tap on the table.
Sample gesture(int kind, double t, double speed, double size) {
    const double turn = 2 * std::numbers::pi * speed * t;
    const double swell = std::sin(std::numbers::pi * t);  // begins and ends at rest
    if (kind == 0) return {size * swell * std::cos(turn), size * swell * std::sin(turn), 1};
    if (kind == 1)
        return {1.6 * size * swell * std::sin(4 * turn), 0.2 * size * swell * std::sin(8 * turn), 1};
    const double hit = std::exp(-std::pow((t - 0.45) * 18 / speed, 2));
    return {0.1 * size * hit, 0.15 * size * hit, 1 + 2.2 * size * hit * std::cos(9 * turn)};
}

std::string recording(int kind, Rng& rng) {
    const double speed = 0.8 + 0.5 * rng.uniform(), size = 0.6 + 0.6 * rng.uniform();
    const double tilt = 0.3 * (rng.uniform() - 0.5);
    std::string out = "ax,ay,az\n";
    for (int i = 0; i < steps; ++i) {
        const auto s = gesture(kind, static_cast<double>(i) / steps, speed, size);
        const auto noise = [&] { return 0.06 * (rng.uniform() + rng.uniform() - 1); };
        const auto milli = [](double g) { return std::lround(1000 * g); };
        out += fmt::format("{},{},{}\n", milli(s.x + tilt + noise()), milli(s.y - tilt + noise()),
                           milli(s.z + noise()));
    }
    return out;
}

Status write_gestures(const fs::path& folder) {
    const char* const names[] = {"circle", "shake", "tap"};
    Rng rng(7);
    for (int kind = 0; kind < 3; ++kind) {
        std::error_code error;
        fs::create_directories(folder / names[kind], error);
        for (int i = 1; i <= recordings; ++i)
            MOTE_CHECK(write_scratch_file(folder / names[kind] / fmt::format("{}-{:02}.csv", names[kind], i),
                                          recording(kind, rng)));
    }
    return Done{};
}

}  // namespace

Status write_movement(const fs::path& file) {
    constexpr int seconds = 4, rate = 50, gesture_steps = 50;
    Rng rng(11);
    std::string out = "x,y,z\n";
    for (int kind = 0; kind < 3; ++kind)
        for (int i = 0; i < seconds * rate; ++i) {
            const auto s = gesture(kind, static_cast<double>(i % gesture_steps) / gesture_steps, 1, 0.9);
            const auto volts = [&](double g) {
                return std::clamp(2.0 + 0.5 * g + 0.01 * rng.uniform(), 0.0, 5.0);
            };
            out += fmt::format("{:.3f},{:.3f},{:.3f}\n", volts(s.x), volts(s.y), volts(s.z));
        }
    return write_scratch_file(file, out);
}

Status write_example(const std::string& name, const fs::path& folder) {
    if (name == "gestures") return write_gestures(folder);
    if (name != "heartbeats")
        return Error{ErrorCode::usage, "there is no such example", name, "heartbeats or gestures"};
    MOTE_TRY(said, run_mote({"synth", "ecg", "-o", (folder / "heartbeats.csv").string(), "--beats", "1200"}));
    (void)said;
    return Done{};
}

}  // namespace mote::studio
