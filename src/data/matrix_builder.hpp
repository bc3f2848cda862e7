// Grows a SampleMatrix cell by cell in the narrowest type that holds all cells so far.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/samples.hpp"
#include "data/cell.hpp"

namespace mote::data {

class MatrixBuilder {
  public:
    /// Room for this many cells in all, now and after widening.
    void reserve(size_t cells) {
        reserved_ = cells;
        std::visit([&](auto& values) { values.reserve(cells); }, storage_);
    }

    /// cell.kind must be CellKind::number.
    void push(const Cell& cell) {
        if (auto* bytes = std::get_if<std::vector<int8_t>>(&storage_)) {
            if (cell.small_integer && cell.integer == static_cast<int8_t>(cell.integer))
                return bytes->push_back(static_cast<int8_t>(cell.integer));
            cell.small_integer ? widen<int16_t>() : widen<float>();
        }
        if (auto* words = std::get_if<std::vector<int16_t>>(&storage_)) {
            if (cell.small_integer) return words->push_back(cell.integer);
            widen<float>();
        }
        std::get_if<std::vector<float>>(&storage_)->push_back(cell.real);
    }

    /// Many cells at once, as if pushed one by one; int16 or float.
    void append(const SampleMatrix::Storage& cells) {
        if (const auto* words = std::get_if<std::vector<int16_t>>(&cells)) {
            const auto fits = [](int16_t v) { return v == static_cast<int8_t>(v); };
            if (std::holds_alternative<std::vector<int8_t>>(storage_) && !std::ranges::all_of(*words, fits))
                widen<int16_t>();
            append_to_storage(*words);
        } else if (const auto* reals = std::get_if<std::vector<float>>(&cells)) {
            if (!std::holds_alternative<std::vector<float>>(storage_)) widen<float>();
            append_to_storage(*reals);
        }
    }

    /// Takes back the last cells.
    void pop(size_t cells) {
        std::visit([&](auto& values) { values.resize(values.size() - cells); }, storage_);
    }

    SampleMatrix::Storage take() { return std::move(storage_); }

  private:
    template <class Value>
    void append_to_storage(const std::vector<Value>& cells) {
        std::visit(
            [&](auto& values) {
                using Stored = typename std::decay_t<decltype(values)>::value_type;
                const size_t before = values.size();
                values.resize(before + cells.size());
                std::ranges::transform(cells, values.begin() + static_cast<std::ptrdiff_t>(before),
                                       [](Value v) { return static_cast<Stored>(v); });
            },
            storage_);
    }

    template <class Wide>
    void widen() {
        std::vector<Wide> wide;
        std::visit(
            [&](const auto& values) {
                wide.reserve(std::max(reserved_, values.size() + 1));
                for (const auto value : values) wide.push_back(static_cast<Wide>(value));
            },
            storage_);
        storage_ = std::move(wide);
    }

    SampleMatrix::Storage storage_;
    size_t reserved_ = 0;
};

}  // namespace mote::data
