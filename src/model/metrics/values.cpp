#include <algorithm>
#include <cmath>

#include "model/metrics/parts.hpp"

namespace mote::model {

namespace {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    if (values.size() % 2 == 1) return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace

void measure_values(const Answers& answers, const Targets& targets, std::span<const uint32_t> index,
                    Metrics& m) {
    const size_t n = answers.scores.size();
    auto truth = [&](size_t i) { return static_cast<double>(targets.values[index[i]]); };
    const auto mean_loss = [&](const RowLoss& loss) -> std::optional<double> {
        double sum = 0;
        for (size_t i = 0; i < n; ++i) sum += loss.of_row(truth(i), static_cast<double>(answers.values[i]));
        const double mean = sum / static_cast<double>(n);
        if (!std::isfinite(mean)) return std::nullopt;
        return loss.root ? std::sqrt(mean) : mean;
    };
    m.mse = mean_loss(mse_loss);
    m.mae = mean_loss(mae_loss);
    m.mape = mean_loss(mape_loss);
    m.rmspe = mean_loss(rmspe_loss);
    m.rmsle = mean_loss(rmsle_loss);
    double mean = 0, squared = 0, spread = 0;
    std::vector<double> errors;
    for (size_t i = 0; i < n; ++i) mean += truth(i) / static_cast<double>(n);
    for (size_t i = 0; i < n; ++i) {
        const double error = static_cast<double>(answers.values[i]) - truth(i);
        squared += error * error;
        errors.push_back(std::abs(error));
        spread += (truth(i) - mean) * (truth(i) - mean);
    }
    m.rmse = std::sqrt(squared / static_cast<double>(n));
    m.median_absolute_error = median(std::move(errors));
    if (spread > 0) m.r2 = 1.0 - squared / spread;
}

}  // namespace mote::model
