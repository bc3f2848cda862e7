#include "data/separate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mote::data {

namespace {

template <class T>
bool keeps(float value) {
    return value >= static_cast<float>(std::numeric_limits<T>::min()) &&
           value <= static_cast<float>(std::numeric_limits<T>::max()) && std::floor(value) == value &&
           !(value == 0 && std::signbit(value));
}

template <class T>
bool keeps(const SampleMatrix& samples, std::span<const uint32_t> rows) {
    return std::ranges::all_of(rows, [&](uint32_t row) {
        for (size_t c = 0; c < samples.columns(); ++c)
            if (!keeps<T>(samples.at(row, c))) return false;
        return true;
    });
}

/// Row `rows[i]` becomes row place(i) of `height`.
template <class T, class Place>
SampleMatrix copied(const SampleMatrix& samples, std::span<const uint32_t> rows, size_t height, Place place) {
    const size_t columns = samples.columns();
    std::vector<T> out(height * columns);
    for (size_t i = 0; i < rows.size(); ++i)
        for (size_t c = 0; c < columns; ++c)
            out[place(i) * columns + c] = static_cast<T>(samples.at(rows[i], c));
    return {std::move(out), columns};
}

template <class Place>
SampleMatrix narrowest(const SampleMatrix& samples, std::span<const uint32_t> rows, size_t height,
                       Place place) {
    if (keeps<int8_t>(samples, rows)) return copied<int8_t>(samples, rows, height, place);
    if (keeps<int16_t>(samples, rows)) return copied<int16_t>(samples, rows, height, place);
    return copied<float>(samples, rows, height, place);
}

template <class T>
std::vector<T> compact(const std::vector<T>& values, std::span<const uint32_t> rows) {
    std::vector<T> out;
    if (values.empty()) return out;
    for (const uint32_t row : rows) out.push_back(values[row]);
    return out;
}

}  // namespace

SampleMatrix only(const SampleMatrix& samples, std::span<const uint32_t> rows) {
    return narrowest(samples, rows, samples.rows(), [&](size_t i) { return rows[i]; });
}

SampleMatrix compact(const SampleMatrix& samples, std::span<const uint32_t> rows) {
    return narrowest(samples, rows, rows.size(), [](size_t i) { return i; });
}

Targets compact(const Targets& targets, std::span<const uint32_t> rows) {
    return {targets.task, targets.classes, compact(targets.labels, rows), compact(targets.values, rows)};
}

}  // namespace mote::data
