#include "train/signal/screening.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <set>

#include "core/reliability.hpp"
#include "mote_signal.h"

namespace mote::train::signal {

namespace {

constexpr size_t bins = 8;
constexpr size_t most_rows = 3000;  // that information is counted over

/// Bytes of flash of the compiled form, the first of a kind (benchmarks/chip signal); more share its code.
constexpr std::array<uint16_t, MOTE_STATISTIC_COUNT> statistic_bytes = {
    116, 140, 108, 150, 194, 206, 400, 250, 156, 124, 20, 154, 584, 540, 600, 352};
constexpr double another_statistic = 30, axis_bytes = 90, magnitude_bytes = 236, filter_bytes = 80;

/// What the chosen columns need of code, and what one more would add.
class Code {
  public:
    double added_by(const Table& table, size_t column) const {
        const auto& [number, feature] = table.statistics[column];
        const auto& source = table.sources[number];
        double out =
            statistics_.contains(feature.statistic) ? another_statistic : statistic_bytes[feature.statistic];
        if (sources_.contains(number)) return out;
        out += axis_bytes;
        if (source.axes > 1 && !magnitude_) out += magnitude_bytes - axis_bytes;
        if (source.filter != MOTE_FILTER_NONE && !filters_.contains(source.filter)) out += filter_bytes;
        return out;
    }
    void add(const Table& table, size_t column) {
        const auto& [number, feature] = table.statistics[column];
        statistics_.insert(feature.statistic);
        sources_.insert(number);
        filters_.insert(table.sources[number].filter);
        magnitude_ = magnitude_ || table.sources[number].axes > 1;
    }

  private:
    std::set<uint8_t> statistics_, filters_;
    std::set<size_t> sources_;
    bool magnitude_ = false;
};

/// Rows in the order of the training rows, thinned out evenly.
std::vector<uint32_t> counted_rows(const TrainingRows& rows) {
    const size_t stride = (rows.index.size() + most_rows - 1) / most_rows;
    std::vector<uint32_t> out;
    for (size_t i = 0; i < rows.index.size(); i += stride) out.push_back(rows.index[i]);
    return out;
}

/// The quantile of each value: 0 .. bins - 1; equal values are in one.
template <class T>
std::vector<uint8_t> quantiles(const std::vector<T>& values) {
    std::vector<T> sorted = values;
    std::ranges::sort(sorted);
    std::vector<T> edges;
    for (size_t b = 1; b < bins; ++b) edges.push_back(sorted[sorted.size() * b / bins]);
    std::vector<uint8_t> out;
    for (const T value : values)
        out.push_back(static_cast<uint8_t>(std::ranges::upper_bound(edges, value) - edges.begin()));
    return out;
}

double entropy_of(const std::vector<size_t>& counts, double total) {
    double out = 0;
    for (const size_t count : counts)
        if (count > 0)
            out -= static_cast<double>(count) / total * std::log(static_cast<double>(count) / total);
    return out;
}

/// Mutual information in nats of two lists of small numbers, `states` of the second.
double information(const std::vector<uint8_t>& a, const std::vector<uint16_t>& b, size_t states) {
    std::vector<size_t> both(bins * states), of_a(bins), of_b(states);
    for (size_t i = 0; i < a.size(); ++i) {
        ++both[a[i] * states + b[i]];
        ++of_a[a[i]];
        ++of_b[b[i]];
    }
    const auto total = static_cast<double>(a.size());
    return entropy_of(of_a, total) + entropy_of(of_b, total) - entropy_of(both, total);
}

class Screening {
  public:
    Screening(const TrainingRows& rows, const Table& table, const Screen& settings)
        : table_(table), settings_(settings), index_(counted_rows(rows)) {
        label(*rows.targets);
        if (rows.groups && rows.targets->task != Task::regression)
            for (const uint32_t row : index_) groups_.push_back((*rows.groups)[row]);
        const auto level_counts = sources_with_level();
        for (size_t c = 0; c < table.statistics.size(); ++c) {
            const auto& [source, feature] = table.statistics[c];
            if (!level_counts[source] && !is_free_of_level(table.sources[source], feature)) continue;
            open_.push_back(c);
            const auto values = values_of(c);
            binned_.push_back(quantiles(values));
            relevance_.push_back(information(binned_.back(), labels_, classes_) *
                                 group_effect(values, labels_, groups_).reliability());
        }
        redundancy_.assign(open_.size(), 0);
        taken_.assign(open_.size(), false);
    }

    std::vector<size_t> run() {
        std::vector<size_t> out;
        while (out.size() < std::min(settings_.columns, open_.size())) {
            const size_t best = next(out.size());
            if (!out.empty() && score(best, out.size()) <= 0) break;
            taken_[best] = true;
            out.push_back(open_[best]);
            code_.add(table_, open_[best]);
            const std::vector<uint16_t> chosen(binned_[best].begin(), binned_[best].end());
            for (size_t i = 0; i < open_.size(); ++i)
                if (!taken_[i]) redundancy_[i] += information(binned_[i], chosen, bins);
        }
        std::ranges::sort(out);
        return out;
    }

  private:
    /// [source]: whether its level may be read, as its mean says: one that belongs to the recording and not to the
    /// class is another one in the next recording, and so is whatever contains it.
    std::vector<bool> sources_with_level() const {
        constexpr double least = 0.5;
        std::vector<bool> out(table_.sources.size(), !settings_.free_of_level);
        for (size_t c = 0; c < table_.statistics.size(); ++c) {
            const auto& [source, feature] = table_.statistics[c];
            if (out[source] && feature.statistic == MOTE_STATISTIC_MEAN)
                out[source] = group_effect(values_of(c), labels_, groups_).reliability() >= least;
        }
        return out;
    }
    void label(const Targets& targets) {
        if (targets.task == Task::regression) {
            std::vector<double> values;
            for (const uint32_t row : index_) values.push_back(targets.values[row]);
            const auto of = quantiles(values);
            labels_.assign(of.begin(), of.end());
            classes_ = bins;
        } else {
            for (const uint32_t row : index_) labels_.push_back(targets.labels[row]);
            classes_ = targets.classes.size();
        }
        std::vector<size_t> counts(classes_);
        for (const uint16_t l : labels_) ++counts[l];
        entropy_ = entropy_of(counts, static_cast<double>(labels_.size()));
    }
    std::vector<float> values_of(size_t column) const {
        std::vector<float> values;
        for (const uint32_t row : index_) values.push_back(table_.values->at(row, column));
        return values;
    }
    double score(size_t i, size_t chosen) const {
        const double shared = chosen == 0 ? 0 : redundancy_[i] / static_cast<double>(chosen);
        // what two columns share they need not share about the classes: a fraction of it counts
        constexpr double share = 0.5;
        return relevance_[i] - share * std::min(shared, relevance_[i]) -
               settings_.price * entropy_ * code_.added_by(table_, open_[i]);
    }
    size_t next(size_t chosen) const {
        size_t best = open_.size();
        for (size_t i = 0; i < open_.size(); ++i)
            if (!taken_[i] && (best == open_.size() || score(i, chosen) > score(best, chosen))) best = i;
        return best;
    }

    const Table& table_;
    const Screen& settings_;
    std::vector<uint32_t> index_;
    std::vector<uint16_t> labels_;
    std::vector<uint32_t> groups_;  // empty: none
    size_t classes_ = 0;
    double entropy_ = 0;
    std::vector<size_t> open_;  // columns of the table that may be chosen
    std::vector<std::vector<uint8_t>> binned_;
    std::vector<double> relevance_, redundancy_;  // with the classes; with all that is chosen, summed
    std::vector<bool> taken_;
    Code code_;
};

}  // namespace

bool is_free_of_level(const model::Signal::Source& source, const model::Signal::Feature& feature) {
    if (source.filter == MOTE_FILTER_HIGH || source.filter == MOTE_FILTER_DIFFERENCE) return true;
    switch (feature.statistic) {
        case MOTE_STATISTIC_RANGE:
        case MOTE_STATISTIC_VARIANCE:
        case MOTE_STATISTIC_SLOPE:
        case MOTE_STATISTIC_STEEPEST:
        case MOTE_STATISTIC_TURNS:
        case MOTE_STATISTIC_MOBILITY:
        case MOTE_STATISTIC_CREST:
        case MOTE_STATISTIC_LAG:
            return true;
        default:
            return false;
    }
}

std::vector<size_t> screen(const TrainingRows& rows, const Table& table, const Screen& settings) {
    return Screening(rows, table, settings).run();
}

}  // namespace mote::train::signal
