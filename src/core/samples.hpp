// Sample matrix and targets: what the data part hands to training and evaluation.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace mote {

/// Codes of the serial protocol (docs/protocol.md) and of the model file.
enum class Task : uint8_t { multiclass = 0, binary = 1, regression = 2 };

/// Rows of samples, row-major, held in the narrowest type that keeps every value exactly:
/// int8 or int16 when all values are integers in range, else float (what the serial protocol carries).
class SampleMatrix {
  public:
    using Storage = std::variant<std::vector<int8_t>, std::vector<int16_t>, std::vector<float>>;
    SampleMatrix() = default;
    SampleMatrix(Storage storage, size_t columns) : storage_(std::move(storage)), columns_(columns) {}

    size_t columns() const { return columns_; }
    size_t rows() const {
        return columns_ == 0 ? 0 : std::visit([](const auto& v) { return v.size(); }, storage_) / columns_;
    }
    /// True when every value is an integer that int16 holds: the chip is then handed int16 samples.
    bool integral() const { return !std::holds_alternative<std::vector<float>>(storage_); }
    float at(size_t row, size_t column) const {
        return std::visit([&](const auto& v) { return static_cast<float>(v[row * columns_ + column]); },
                          storage_);
    }
    /// Copies one row as floats (exact for all storage types); out.size() == columns().
    void copy_row(size_t row, std::span<float> out) const {
        std::visit(
            [&](const auto& v) {
                for (size_t c = 0; c < columns_; ++c) out[c] = static_cast<float>(v[row * columns_ + c]);
            },
            storage_);
    }
    const Storage& storage() const { return storage_; }

  private:
    Storage storage_;
    size_t columns_ = 0;
};

/// One target value a row. Classification: labels index `classes`; regression: values.
struct Targets {
    Task task = Task::binary;
    std::vector<std::string> classes;  ///< names in the order of the class index; empty for regression
    std::vector<uint16_t> labels;      ///< rows entries, each < classes.size(); empty for regression
    std::vector<double> values;        ///< rows entries, as written in the file; empty for classification

    size_t rows() const { return task == Task::regression ? values.size() : labels.size(); }
    /// Numbers that leave the model: 1 for binary (a logit) and regression, else one a class.
    size_t scores() const { return task == Task::multiclass ? classes.size() : 1; }
};

/// How the columns are to be read in time: steps x axes, interleaved (t0_x, t0_y, t0_z, t1_x, ...).
/// A table without order has one step and as many axes as columns.
struct SeriesShape {
    uint16_t steps = 1;
    uint16_t axes = 1;
    bool ordered() const { return steps > 1; }
};

/// Labelled rows. Not used directly across parts: see TrainingRows and TestRows.
struct LabelledRows {
    std::shared_ptr<const SampleMatrix> samples;
    std::shared_ptr<const Targets> targets;
    std::vector<uint32_t> index;  ///< rows of samples/targets that belong to this set
    std::vector<std::string> columns;
    SeriesShape shape;

    size_t size() const { return index.size(); }
};

/// What stands in for an input that a row lacks: a value of the training rows, of the type of the samples.
struct Fill {
    uint16_t input = 0;  ///< column of the sample matrix
    float value = 0;     ///< finite; of integral samples an int16 above MOTE_MISSING_I16
    bool operator==(const Fill&) const = default;
};
using Fills = std::vector<Fill>;  ///< ascending inputs

/// What a teacher answers for rows: probabilities (binary: of class 1; multiclass: one a class) or values.
struct SoftTargets {
    size_t width = 1;           ///< numbers a row, Targets::scores()
    std::vector<float> values;  ///< rows of the sample matrix x width
};

/// Rows that training, search and calibration may see.
struct TrainingRows : LabelledRows {
    std::shared_ptr<const SoftTargets> soft_targets;  ///< null: learn from the targets alone
    /// Group of each row of the sample matrix: rows of one group (a person, a session, a file) depend on each other,
    /// and none of them validates what others fitted. Null: rows are independent as far as is known.
    std::shared_ptr<const std::vector<uint32_t>> groups;

    /// Inputs that some of the rows lacked; `samples` holds the values in their place. Null: none.
    std::shared_ptr<const Fills> fills;

    std::span<const uint32_t> group_of_rows() const {
        return groups ? std::span<const uint32_t>(*groups) : std::span<const uint32_t>();
    }
};
/// Rows held out for the final figures: a separate type, which no function of train/ or search/ takes. NaN stands where a row
/// lacks an input that the model has a value for.
struct TestRows : LabelledRows {
    /// Group of each row of the sample matrix, as of TrainingRows. Empty: none are known.
    std::vector<uint32_t> groups;

    /// Of these rows of the sample matrix; empty: none are known.
    std::vector<uint32_t> groups_of(std::span<const uint32_t> rows) const {
        std::vector<uint32_t> out;
        if (!groups.empty())
            for (const uint32_t row : rows) out.push_back(groups[row]);
        return out;
    }
};

}  // namespace mote
