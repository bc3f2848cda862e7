// Answers of an exported model, computed by the chip's own runtime linked into the host.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "model/binary.hpp"
#include "model/contribution.hpp"

namespace mote::model {

/// Answers to n rows. Classification: outputs are probabilities, [row][class]; regression: [row] values.
struct Answers {
    Task task = Task::binary;
    size_t outputs = 1;         ///< numbers a row in `values`: 2 for binary, one a class, 1 for regression
    std::vector<float> values;  ///< rows x outputs, the very floats that the serial protocol carries
    std::vector<uint8_t>
        classes;  ///< rows entries (0 for regression); where the model is not sure, the nearest
    std::vector<int8_t> decided;  ///< what the chip says: the class, or -1, not sure
    std::vector<double>
        scores;  ///< rows x score count, in calibrated nats or target units; finer than `values`
    size_t score_count = 1;
};

/// One opened model. Not thread-safe: one a thread (cheap to make).
class Evaluator {
  public:
    /// Refuses bytes that the chip would refuse.
    static Result<Evaluator> open(std::span<const uint8_t> model);
    Evaluator(Evaluator&&) noexcept;
    Evaluator& operator=(Evaluator&&) noexcept;
    ~Evaluator();

    Task task() const;
    size_t inputs() const;
    size_t outputs() const;
    size_t arena_bytes() const;
    bool raw_float() const;

    /// One row of inputs() samples; outputs().
    void run(std::span<const float> samples, std::span<float> outputs);
    int8_t answer_class() const;  ///< what the chip says: the class, or -1, not sure
    uint8_t nearest_class() const;
    bool has_decision() const;
    bool has_fills() const;        ///< NaN is a missing sample, not 0
    double score(size_t k) const;  ///< in nats, with the model's slope, or target units
    size_t score_count() const;
    /// Score as the chip holds it: int32, or the bits of a float.
    int32_t raw_score(size_t k) const;
    bool float_activations() const;

    /// The strongest contributions of a row of inputs() samples, at most `most` (device/runtime/mote_occlusion.h); none of a
    /// float model. The segments lie within the row.
    std::vector<Contribution> contributions(std::span<const float> row, std::span<const Segment> segments,
                                            uint16_t stride, uint8_t most);

  private:
    struct State;
    explicit Evaluator(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Runs `rows` of `samples` through the model; the same on any number of threads.
/// Error when the columns are not the model's inputs.
Result<Answers> evaluate(std::span<const uint8_t> model, const SampleMatrix& samples,
                         std::span<const uint32_t> rows, unsigned threads = 1);
/// All rows.
Result<Answers> evaluate(std::span<const uint8_t> model, const SampleMatrix& samples);

}  // namespace mote::model
