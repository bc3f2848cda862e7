#include "data/input_summaries.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_set>
#include <variant>
#include <vector>

namespace mote::data {
namespace {

/// Summarises all inputs in one pass over the matrix, in the order of memory.
class InputSummaries {
  public:
    explicit InputSummaries(const Table& table) : table_(table), inputs_(table.columns.size()) {
        std::visit([&](const auto& values) { count(values); }, table.samples->storage());
    }

    void write(size_t c, ColumnSummary& out) const {
        const Input& input = inputs_[c];
        out.numbers = input.count;
        out.empty = table_.missing[c].size() - std::min(table_.missing[c].size(), out.texts);
        out.integers = input.integers;
        out.distinct = input.distinct;
        out.distinct_more = input.more;
        if (input.count == 0) return;
        out.min = input.low;
        out.max = input.high;
        out.mean = input.sum / static_cast<double>(input.count);
    }

  private:
    struct Input {
        size_t count = 0;
        double low = 0, high = 0, sum = 0;
        bool integers = true, more = false;
        size_t distinct = 0;
        std::vector<uint64_t> bits;
        std::unordered_set<float> values;
        size_t next_gap = 0;
    };

    template <class Value>
    void count(const std::vector<Value>& values) {
        const size_t width = inputs_.size();
        for (size_t row = 0, at = 0; row < table_.rows; ++row)
            for (size_t c = 0; c < width; ++c, ++at) {
                Input& input = inputs_[c];
                const auto& gaps = table_.missing[c];
                if (input.next_gap < gaps.size() && gaps[input.next_gap] == row)
                    ++input.next_gap;
                else
                    add(input, static_cast<float>(values[at]));
            }
    }

    static void add(Input& input, float value) {
        const double real = value;
        input.low = input.count == 0 ? real : std::min(input.low, real);
        input.high = input.count == 0 ? real : std::max(input.high, real);
        input.sum += real;
        ++input.count;
        input.integers = input.integers && value == std::floor(value);
        if (input.more || !new_value(input, value)) return;
        if (input.distinct == distinct_limit)
            input.more = true;
        else
            ++input.distinct;
    }

    // Small integers, which are nearly all of sensor data, are noted in a bit each.
    static bool new_value(Input& input, float value) {
        if (value != std::floor(value) || value < -32768 || value > 32767)
            return input.distinct < distinct_limit ? input.values.insert(value).second
                                                   : !input.values.contains(value);
        if (input.bits.empty()) input.bits.resize(1024);
        const auto at = static_cast<size_t>(static_cast<int32_t>(value) + 32768);
        const uint64_t bit = uint64_t{1} << (at % 64);
        const bool is_new = (input.bits[at / 64] & bit) == 0;
        input.bits[at / 64] |= bit;
        return is_new;
    }

    const Table& table_;
    std::vector<Input> inputs_;
};

}  // namespace

std::vector<std::optional<size_t>> places_in(const Table& table, std::span<const ColumnSummary> columns) {
    std::vector<std::optional<size_t>> out(columns.size());
    std::vector<bool> taken(table.columns.size(), false);
    for (size_t c = 0; c < columns.size(); ++c) {
        if (!columns[c].is_input) continue;
        size_t at = 0;
        while (at < taken.size() && (taken[at] || table.columns[at] != columns[c].name)) ++at;
        if (at == taken.size()) continue;
        taken[at] = true;
        out[c] = at;
    }
    return out;
}

void summarise_inputs(const Table& table, std::span<ColumnSummary> columns) {
    const InputSummaries summaries(table);
    const auto places = places_in(table, columns);
    for (size_t c = 0; c < columns.size(); ++c)
        if (places[c]) summaries.write(*places[c], columns[c]);
}

}  // namespace mote::data
