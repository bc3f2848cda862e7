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

/// Class of each label of the table, by its code.
std::vector<int8_t> classes_of(const data::TargetColumn& column, const std::vector<std::string>& classes) {
    std::vector<int8_t> out;
    for (const auto& text : column.texts) {
        const auto found = std::ranges::find(classes, text);
        out.push_back(found == classes.end() ? int8_t{-1} : static_cast<int8_t>(found - classes.begin()));
    }
    return out;
}

void add_labels(const data::TargetColumn& column, const std::vector<int8_t>& classes,
                const data::Steps& steps, Replay::Session& out) {
    for (const uint32_t row : steps.row) {
        const uint32_t code = column.codes[row];
        out.labels.push_back(code == data::no_code ? int8_t{-1} : classes[code]);
    }
}

Result<data::Table> read_recording(const std::string& file, data::CsvOptions options,
                                   const std::string& labels) {
    if (!labels.empty()) {
        data::CsvOptions labelled = options;
        labelled.target = labels;
        labelled.target_optional = true;
        // What is to be played often has that column, but with anything in it.
        if (auto table = data::read_csv(file, labelled)) return table;
    }
    return data::read_csv(file, options);
}

}  // namespace

Result<Replay> read_replay(const std::string& file, const Windowing& windowing, const ReplayLabels& labels,
                           const data::ReadingOptions& reading) {
    data::CsvOptions options;
    options.reading = reading;
    options.only = windowing.axes;
    options.positions = false;
    options.origin = true;
    options.session = windowing.session;
    options.session_optional = true;
    MOTE_TRY(table, read_recording(file, options, labels.column));
    MOTE_TRY(samples, data::samples_for(table, windowing.axes));
    Replay out;
    out.notices = table.notices;
    const auto sessions = data::find_sessions(table);
    data::Rate rate = data::find_rate(table, sessions, 0);
    if (windowing.rate_hz > 0 && rate.by_clock) rate.hz = windowing.rate_hz;
    out.rate_hz = rate.hz;
    const bool labelled = table.target && table.target->labelled();
    const auto classes = labelled ? classes_of(*table.target, labels.classes) : std::vector<int8_t>();
    for (const auto& session : sessions.list) {
        const auto steps = data::steps_of(table, session, rate);
        out.sessions.push_back(session_of(table, samples, steps));
        if (labelled) add_labels(*table.target, classes, steps, out.sessions.back());
    }
    return out;
}

}  // namespace mote::live
