#include "search/balanced.hpp"

#include <algorithm>
#include <cmath>

#include "core/rng.hpp"
#include "model/metrics.hpp"
#include "train/base/classes.hpp"

namespace mote::search {

namespace {

constexpr size_t few_rows = 5000;
constexpr size_t most_copies = 20;  // of one row: a class of two rows must not become what all is about

std::vector<std::vector<uint32_t>> rows_by_class(const TrainingRows& rows) {
    std::vector<std::vector<uint32_t>> out(rows.targets->classes.size());
    for (uint32_t row : rows.index) out[rows.targets->labels[row]].push_back(row);
    return out;
}

}  // namespace

double balance_for(const std::string& metric) {
    const model::Metric* const found = model::find_metric(metric);
    return found == nullptr ? 0 : found->class_balance;
}

bool uneven(const TrainingRows& rows) {
    return train::base::imbalanced(rows);
}

TrainingRows balanced(const TrainingRows& rows, double balance, uint64_t seed) {
    auto classes = rows_by_class(rows);
    double all = 0;
    for (const auto& members : classes)
        if (!members.empty()) all += std::pow(static_cast<double>(members.size()), 1 - balance);
    const double total = static_cast<double>(rows.size() < few_rows ? 2 * rows.size() : rows.size());
    TrainingRows out = rows;
    out.index.clear();
    Rng rng(seed ^ 0xBA1ull);
    for (auto& members : classes) {
        if (members.empty()) continue;
        rng.shuffle(members);
        const double share = std::pow(static_cast<double>(members.size()), 1 - balance) / all;
        const auto wanted = static_cast<size_t>(std::lround(std::max(1.0, total * share)));
        for (size_t i = 0; i < std::min(wanted, most_copies * members.size()); ++i)
            out.index.push_back(members[i % members.size()]);
    }
    std::ranges::sort(out.index);
    return out;
}

}  // namespace mote::search
