#include "model/segments.hpp"

#include <fmt/format.h>

#include <cmath>

#include "model/evaluator.hpp"

namespace mote::model {

namespace {

constexpr const char* key = "segments";

bool fits(const Segment& segment, size_t inputs, uint16_t stride) {
    return segment.count > 0 && segment.first + (segment.count - 1u) * size_t{stride} < inputs &&
           std::isfinite(segment.baseline);
}

bool is_entry(const nlohmann::json& entry) {
    return entry.is_array() && entry.size() == 3 && entry[0].is_number_unsigned() && entry[0] < 65536u &&
           entry[1].is_number_unsigned() && entry[1] < 65536u && entry[2].is_number();
}

}  // namespace

uint16_t segment_stride(const SeriesShape& shape) {
    return shape.ordered() ? shape.axes : uint16_t{1};
}

void set_segments(nlohmann::json& information, std::span<const Segment> segments) {
    for (const auto& s : segments) information[key].push_back({s.first, s.count, s.baseline});
}

std::vector<Segment> segments_of(const Package& package) {
    const auto& about = package.information;
    if (!about.is_object() || !about.contains(key) || !about[key].is_array()) return {};
    std::vector<Segment> out;
    for (const auto& entry : about[key]) {
        if (!is_entry(entry)) return {};
        out.push_back({entry[0].get<uint16_t>(), entry[1].get<uint16_t>(), entry[2].get<float>()});
        if (!fits(out.back(), package.columns.size(), segment_stride(package.shape))) return {};
    }
    return out;
}

std::string segment_name(const Package& package, const Segment& segment) {
    const size_t last = segment.first + (segment.count - 1u) * size_t{segment_stride(package.shape)};
    const std::string& first = package.columns[segment.first];
    return segment.count == 1 ? first : fmt::format("{} to {}", first, package.columns[last]);
}

Result<std::vector<std::vector<Contribution>>> contributions(const Package& package,
                                                             const SampleMatrix& samples,
                                                             std::span<const uint32_t> rows, uint8_t most) {
    MOTE_TRY(evaluator, Evaluator::open(package.binary));
    const auto segments = segments_of(package);
    if (segments.empty())
        return Error{ErrorCode::usage, "the model does not know what is usual in its inputs", package.name,
                     "train it again: runs of older versions did not keep it"};
    if (evaluator.inputs() != samples.columns())
        return Error{ErrorCode::input, "the rows are not the model's", package.name, ""};
    if (evaluator.float_activations())
        return Error{ErrorCode::input, "a float model does not tell what spoke for its answers", package.name,
                     "train with --bits 8 or 16"};
    const uint16_t stride = segment_stride(package.shape);
    std::vector<std::vector<Contribution>> out(rows.size());
    std::vector<float> row(samples.columns());
    for (size_t i = 0; i < rows.size(); ++i) {
        samples.copy_row(rows[i], row);
        out[i] = evaluator.contributions(row, segments, stride, most);
    }
    return out;
}

}  // namespace mote::model
