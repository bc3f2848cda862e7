#include "live/replay.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/csv.hpp"
#include "data/windows/rate.hpp"
#include "data/windows/sessions.hpp"

namespace mote::live {
namespace {

/// The value of a step, moved towards the next row where the clock was; whole numbers stay whole.
float value_at(const SampleMatrix& samples, const data::Steps& steps, size_t step, size_t axis) {
    const float here = samples.at(steps.row[step], axis);
    if (!steps.resampled() || steps.ahead[step] == 0) return here;
    const float value = here + steps.ahead[step] * (samples.at(steps.next[step], axis) - here);
    return samples.integral() ? std::round(value) : value;
}

/// Its steps; NaN where a row lacks a value.
Replay::Session session_of(const data::Table& table, const SampleMatrix& samples, const data::Steps& steps) {
    const auto lacks = [&](uint32_t row) { return std::ranges::binary_search(table.incomplete, row); };
    Replay::Session out;
    out.first_row = steps.size() > 0 ? steps.row[0] : 0;
    for (size_t i = 0; i < steps.size(); ++i) {
        const bool missing = lacks(steps.row[i]) || (steps.resampled() && lacks(steps.next[i]));
        for (size_t axis = 0; axis < samples.columns(); ++axis)
            out.values.push_back(missing ? std::numeric_limits<float>::quiet_NaN()
                                         : value_at(samples, steps, i, axis));
    }
    return out;
}

}  // namespace

Result<Replay> read_replay(const std::string& file, const Windowing& windowing,
                           const data::ReadingOptions& reading) {
    data::CsvOptions options;
    options.reading = reading;
    options.only = windowing.axes;
    options.positions = false;
    options.origin = true;
    options.session = windowing.session;
    options.session_optional = true;
    MOTE_TRY(table, data::read_csv(file, options));
    MOTE_TRY(samples, data::samples_for(table, windowing.axes));
    Replay out;
    out.notices = table.notices;
    const auto sessions = data::find_sessions(table);
    data::Rate rate = data::find_rate(table, sessions, 0);
    if (windowing.rate_hz > 0 && rate.by_clock) rate.hz = windowing.rate_hz;
    out.rate_hz = rate.hz;
    for (const auto& session : sessions.list)
        out.sessions.push_back(session_of(table, samples, data::steps_of(table, session, rate)));
    return out;
}

}  // namespace mote::live
