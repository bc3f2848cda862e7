#include "data/ecg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <span>

#include "core/files.hpp"
#include "data/split.hpp"

namespace mote::data {
namespace {

constexpr double pi = std::numbers::pi;
constexpr int substeps = 4;  // integration steps in a sample
constexpr double abnormal_share = 0.72;

/// State of the three equations; (x, y) turns around the unit circle once a beat, z is the voltage.
struct State {
    double x, y, z;
};

State operator+(State a, State b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}
State operator*(double k, State s) {
    return {k * s.x, k * s.y, k * s.z};
}

/// Equation (1) of the paper with the baseline at 0 (baseline wander is added later).
State slope(const EcgShape& shape, double omega, State s) {
    const double alpha = 1.0 - std::sqrt(s.x * s.x + s.y * s.y);
    const double theta = std::atan2(s.y, s.x);
    double dz = -s.z;
    for (const auto& event : shape.events) {
        const double delta = std::remainder(theta - event.angle, 2.0 * pi);
        dz -= event.height * delta * std::exp(-delta * delta / (2.0 * event.width * event.width));
    }
    return {alpha * s.x - omega * s.y, alpha * s.y + omega * s.x, dz};
}

/// One step of the classic fourth-order Runge-Kutta method.
State step(const EcgShape& shape, double omega, State s, double dt) {
    const State k1 = slope(shape, omega, s);
    const State k2 = slope(shape, omega, s + (dt / 2) * k1);
    const State k3 = slope(shape, omega, s + (dt / 2) * k2);
    const State k4 = slope(shape, omega, s + dt * k3);
    return s + (dt / 6) * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
}

/// Voltage at 125 Hz from one cycle before the R peak (to forget the initial state) to `seconds` after it.
struct Trace {
    std::vector<double> volts;
    size_t r_peak = 0;
};

Trace integrate(const EcgShape& shape, double next_beat_seconds, double seconds) {
    const double dt = 1.0 / (beat_rate_hz * substeps);
    const auto before = static_cast<size_t>(shape.beat_seconds * beat_rate_hz);
    const size_t all = before + static_cast<size_t>(seconds * beat_rate_hz) + 2;
    // Phase such that the R peak falls at sample `before`.
    const double start = -2.0 * pi * static_cast<double>(before) / (shape.beat_seconds * beat_rate_hz);
    State state{std::cos(start), std::sin(start), 0.0};
    Trace trace;
    for (size_t i = 0; i < all; ++i) {
        trace.volts.push_back(state.z);
        // The heart's period changes half a cycle after the R peak.
        const double since = (static_cast<double>(i) - static_cast<double>(before)) / beat_rate_hz;
        const double period = since > shape.beat_seconds / 2 ? next_beat_seconds : shape.beat_seconds;
        for (int k = 0; k < substeps; ++k) state = step(shape, 2.0 * pi / period, state, dt);
    }
    trace.r_peak = before;
    return trace;
}

/// What the heart and the electrodes of one beat are like.
struct Beat {
    EcgShape shape;
    double next_beat_seconds = 0.8;
    bool abnormal = false;
};

// What varies from person to person and from beat to beat, in health as well.
void vary(EcgShape& shape, Rng& rng) {
    for (auto& event : shape.events) {
        event.height *= std::exp(0.12 * rng.normal());
        event.width *= std::exp(0.07 * rng.normal());
        event.angle += 0.02 * rng.normal();
    }
    auto& events = shape.events;
    events[EcgShape::T].height *= std::exp(0.18 * rng.normal());
    events[EcgShape::P].height *= std::exp(0.15 * rng.normal());
    events[EcgShape::ST].height += 0.10 * rng.normal();
}

enum class Disorder { st_elevation, st_depression, inverted_t, pathological_q, wide_qrs, missing_p, count };

// severity 0 leaves the beat healthy; 1 is the textbook's picture.
void afflict(EcgShape& shape, Disorder disorder, double severity) {
    auto& events = shape.events;
    switch (disorder) {
        case Disorder::st_elevation:
            events[EcgShape::ST].height += 1.1 * severity;
            break;
        case Disorder::st_depression:
            events[EcgShape::ST].height -= 0.9 * severity;
            break;
        case Disorder::inverted_t:
            events[EcgShape::T].height *= 1.0 - 1.9 * severity;
            break;
        case Disorder::pathological_q:
            events[EcgShape::Q].height *= 1.0 + 1.2 * severity;
            events[EcgShape::Q].width *= 1.0 + 0.6 * severity;
            break;
        case Disorder::wide_qrs:
            for (const auto wave : {EcgShape::Q, EcgShape::R, EcgShape::S}) {
                events[wave].width *= 1.0 + 0.8 * severity;
                events[wave].angle *= 1.0 + 0.8 * severity;
                events[wave].height /= 1.0 + 1.1 * severity;
            }
            break;
        default:
            events[EcgShape::P].height *= 1.0 - severity;
            break;
    }
}

Beat draw_beat(Rng& rng) {
    Beat beat;
    beat.abnormal = rng.uniform() < abnormal_share;
    const double rate = (beat.abnormal ? 80.0 : 75.0) + 11.0 * rng.normal();
    const double seconds = 60.0 / std::clamp(rate, 48.0, 130.0);
    beat.shape = normal_shape(seconds);
    beat.next_beat_seconds = seconds * std::exp(0.04 * rng.normal());
    vary(beat.shape, rng);
    const double least = beat.abnormal ? 0.55 : 0.0;
    const double most = beat.abnormal ? 1.45 : 0.30;
    const int disorders = beat.abnormal && rng.uniform() < 0.35 ? 2 : 1;
    for (int i = 0; i < disorders; ++i) {
        const auto disorder = static_cast<Disorder>(rng.below(static_cast<uint32_t>(Disorder::count)));
        afflict(beat.shape, disorder, rng.uniform(least, most));
    }
    return beat;
}

void add_disturbance(std::vector<double>& volts, double amplitude, Rng& rng) {
    const double wander_hz = rng.uniform(0.15, 0.45);
    const double phase = rng.uniform(0.0, 2.0 * pi);
    const double wander = amplitude * rng.uniform(0.0, 0.05);
    const double noise = amplitude * rng.uniform(0.003, 0.010);
    for (size_t i = 0; i < volts.size(); ++i) {
        const double seconds = static_cast<double>(i) / beat_rate_hz;
        volts[i] += wander * std::sin(2.0 * pi * wander_hz * seconds + phase) + noise * rng.normal();
    }
}

// The heartbeat set cuts 1.2 periods from the R peak on and scales what it cut to 0..1.
void write_samples(const Trace& trace, double period, std::span<int16_t> out) {
    const auto wanted = static_cast<size_t>(1.2 * period * beat_rate_hz);
    const size_t length = std::min({wanted, out.size(), trace.volts.size() - trace.r_peak});
    const auto begin = trace.volts.begin() + static_cast<std::ptrdiff_t>(trace.r_peak);
    const auto end = begin + static_cast<std::ptrdiff_t>(length);
    const auto [low, high] = std::minmax_element(begin, end);
    const double scale = 65535.0 / std::max(*high - *low, 1e-12);
    std::ranges::fill(out, int16_t{-32768});
    for (size_t i = 0; i < length; ++i)
        out[i] = static_cast<int16_t>(
            std::lround((begin[static_cast<std::ptrdiff_t>(i)] - *low) * scale - 32768.0));
}

void cut_beat(const Beat& beat, Rng& rng, std::span<int16_t> out) {
    const double period = (beat.shape.beat_seconds + beat.next_beat_seconds) / 2;
    Trace trace = integrate(beat.shape, beat.next_beat_seconds, 1.2 * period);
    const auto [low, high] = std::ranges::minmax_element(trace.volts);
    add_disturbance(trace.volts, *high - *low, rng);
    // A detector finds the highest sample near the true peak.
    const auto near = trace.volts.begin() + static_cast<std::ptrdiff_t>(trace.r_peak);
    const auto peak = std::max_element(near - 5, near + 6);
    trace.r_peak = static_cast<size_t>(peak - trace.volts.begin());
    write_samples(trace, period, out);
}

}  // namespace

EcgShape normal_shape(double beat_seconds) {
    EcgShape shape;
    shape.beat_seconds = beat_seconds;
    shape.events = {{{-pi / 3, 1.2, 0.25},
                     {-pi / 12, -5.0, 0.1},
                     {0.0, 30.0, 0.1},
                     {pi / 12, -7.5, 0.1},
                     {0.8, 0.0, 0.3},
                     {pi / 2, 0.75, 0.4}}};
    // At a faster heart the waves fill more of the cycle (the paper, section IV).
    const double rate = std::sqrt(1.0 / beat_seconds);
    for (auto& event : shape.events) event.width *= rate;
    for (const auto wave : {EcgShape::P, EcgShape::T}) shape.events[wave].angle *= std::sqrt(rate);
    for (const auto wave : {EcgShape::Q, EcgShape::S, EcgShape::ST}) shape.events[wave].angle *= rate;
    return shape;
}

SyntheticBeats synthetic_beats(size_t beats, uint64_t seed) {
    SyntheticBeats out;
    out.samples.resize(beats * beat_samples);
    for (size_t i = 0; i < beats; ++i) {
        Rng rng = Rng::fork(seed, i);
        const Beat beat = draw_beat(rng);
        cut_beat(beat, rng, std::span(out.samples).subspan(i * beat_samples, beat_samples));
        out.labels.push_back(beat.abnormal ? 1 : 0);
    }
    return out;
}

Status write_synthetic_beats(const std::string& path, size_t beats, uint64_t seed) {
    const SyntheticBeats drawn = synthetic_beats(beats, seed);
    std::string text;
    auto out = std::back_inserter(text);
    for (size_t i = 0; i < beat_samples; ++i) fmt::format_to(out, "t{},", i);
    text += "target\n";
    for (size_t row = 0; row < drawn.size(); ++row) {
        for (size_t i = 0; i < beat_samples; ++i)
            fmt::format_to(out, "{},", drawn.samples[row * beat_samples + i]);
        fmt::format_to(out, "{}\n", drawn.labels[row]);
    }
    return write_file_atomically(path, text);
}

Status write_synthetic_folds(const std::string& path, size_t beats, uint64_t seed, uint32_t folds) {
    std::vector<uint32_t> strata;
    for (size_t i = 0; i < beats; ++i) {
        Rng rng = Rng::fork(seed, i);
        strata.push_back(draw_beat(rng).abnormal ? 1 : 0);
    }
    std::string text;
    for (const uint32_t fold : deal_folds(strata, folds, seed)) text += fmt::format("{}\n", fold);
    return write_file_atomically(path, text);
}

}  // namespace mote::data
