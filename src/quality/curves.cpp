#include "quality/curves.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mote::quality {

std::vector<double> probabilities(const model::Answers& answers, size_t class_index) {
    std::vector<double> out(answers.classes.size());
    for (size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<double>(answers.values[i * answers.outputs + class_index]);
    return out;
}

namespace {

/// At most `most` of them, both ends among them.
std::vector<OperatingPoint> thinned(std::vector<OperatingPoint> points, size_t most) {
    if (points.size() <= most || most < 2) return points;
    std::vector<OperatingPoint> out;
    for (size_t i = 0; i < most; ++i) out.push_back(points[i * (points.size() - 1) / (most - 1)]);
    return out;
}

}  // namespace

std::vector<OperatingPoint> operating_points(std::span<const double> probability,
                                             std::span<const uint8_t> positive, size_t most) {
    const double all = std::accumulate(positive.begin(), positive.end(), 0.0);
    const double others = static_cast<double>(positive.size()) - all;
    if (all == 0 || others == 0) return {};
    std::vector<uint32_t> order(probability.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::sort(order, [&](uint32_t a, uint32_t b) { return probability[a] > probability[b]; });
    std::vector<OperatingPoint> out = {{1.0 + 1.0 / 65536, 0, 1, 1}};
    double hits = 0, alarms = 0;
    for (size_t i = 0; i < order.size(); ++i) {
        (positive[order[i]] != 0 ? hits : alarms) += 1;
        if (i + 1 < order.size() && probability[order[i + 1]] == probability[order[i]]) continue;
        out.push_back({probability[order[i]], hits / all, 1 - alarms / others, hits / (hits + alarms)});
    }
    std::ranges::reverse(out);
    return thinned(std::move(out), most);
}

std::vector<ReliabilityBin> reliability(const model::Answers& answers, std::span<const uint16_t> truth,
                                        size_t bins) {
    std::vector<ReliabilityBin> out(bins);
    for (size_t i = 0; i < truth.size(); ++i) {
        const size_t answered = answers.task == Task::binary ? 1 : answers.classes[i];
        const double said = static_cast<double>(answers.values[i * answers.outputs + answered]);
        const auto at = static_cast<size_t>(std::clamp(said, 0.0, 1.0) * static_cast<double>(bins));
        auto& bin = out[std::min(at, bins - 1)];
        bin.said += said;
        bin.was += truth[i] == answered ? 1 : 0;
        ++bin.rows;
    }
    for (auto& bin : out) {
        if (bin.rows == 0) continue;
        bin.said /= static_cast<double>(bin.rows);
        bin.was /= static_cast<double>(bin.rows);
    }
    return out;
}

double calibration_error(const model::Answers& answers, std::span<const uint16_t> truth) {
    double error = 0;
    for (const auto& bin : reliability(answers, truth, 15))
        error += static_cast<double>(bin.rows) * std::abs(bin.said - bin.was);
    return truth.empty() ? 0 : error / static_cast<double>(truth.size());
}

}  // namespace mote::quality
