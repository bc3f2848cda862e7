#include "data/windows/sessions.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace mote::data {
namespace {

constexpr size_t rows_of_a_fragment = 8;  // on average; else blank lines only make the file airy
constexpr double gap_steps = 4;

/// Rows at which the file parts the recording, ascending.
std::vector<uint32_t> borders_of(const Table& table, Sessions& out) {
    std::vector<uint32_t> borders = table.file_starts;
    const auto& fragments = table.origin.fragments;
    if (!fragments.empty() && (fragments.size() + 1) * rows_of_a_fragment <= table.rows) {
        borders.insert(borders.end(), fragments.begin(), fragments.end());
        out.fragments = fragments.size();
    }
    std::ranges::sort(borders);
    borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
    if (borders.empty() || borders.front() != 0) borders.insert(borders.begin(), 0);
    return borders;
}

/// Rows from one border to the next; those of one session of the column joined.
std::vector<Session> sessions_between(const Table& table, const std::vector<uint32_t>& borders) {
    std::vector<Session> out;
    const auto codes =
        table.origin.session ? codes_of(*table.origin.session) : std::vector<uint32_t>(table.rows, 0);
    for (size_t b = 0; b < borders.size(); ++b) {
        const auto end = b + 1 < borders.size() ? borders[b + 1] : static_cast<uint32_t>(table.rows);
        std::map<uint32_t, size_t> place;
        for (uint32_t row = borders[b]; row < end; ++row) {
            const auto [at, is_new] = place.try_emplace(codes[row], out.size());
            if (is_new) out.emplace_back();
            out[at->second].rows.push_back(row);
        }
    }
    return out;
}

double median_step(const Table& table, const std::vector<Session>& sessions) {
    const auto& seconds = table.origin.seconds;
    std::vector<double> steps;
    for (const auto& session : sessions)
        for (size_t i = 1; i < session.rows.size(); ++i) {
            const double step = seconds[session.rows[i]] - seconds[session.rows[i - 1]];
            if (step > 0) steps.push_back(step);
        }
    if (steps.empty()) return 0;
    std::ranges::nth_element(steps, steps.begin() + std::ssize(steps) / 2);
    return steps[steps.size() / 2];
}

/// Parts sessions where the clock jumps.
std::vector<Session> parted_at_gaps(const Table& table, std::vector<Session> sessions, size_t& gaps) {
    const auto& seconds = table.origin.seconds;
    const double usual = seconds.empty() ? 0 : median_step(table, sessions);
    if (usual <= 0) return sessions;
    std::vector<Session> out;
    for (auto& session : sessions) {
        out.emplace_back();
        double before = NAN;
        for (const uint32_t row : session.rows) {
            const double step = seconds[row] - before;
            if (step > gap_steps * usual || step < -usual) {
                ++gaps;
                out.emplace_back();
            }
            out.back().rows.push_back(row);
            if (std::isfinite(seconds[row])) before = seconds[row];
        }
    }
    return out;
}

}  // namespace

std::vector<uint32_t> codes_of(const TargetColumn& column) {
    if (column.labelled()) return column.codes;
    std::map<double, uint32_t> known;
    std::vector<uint32_t> out;
    for (const double value : column.numbers)
        out.push_back(std::isnan(value)
                          ? no_code
                          : known.try_emplace(value, static_cast<uint32_t>(known.size())).first->second);
    return out;
}

Sessions find_sessions(const Table& table) {
    Sessions out;
    out.list = sessions_between(table, borders_of(table, out));
    out.list = parted_at_gaps(table, std::move(out.list), out.gaps);
    return out;
}

}  // namespace mote::data
