// What the board answered: kept row by row, compared with the truth at the end, written as CSV and JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "link/session.hpp"
#include "model/evaluator.hpp"
#include "model/metrics.hpp"
#include "stream_rows.hpp"

namespace mote::apps {

enum class Led { none, green, red };
const char* led_name(Led led);

/// The answers so far. A class is the one with the largest probability, the first of equals; where the run's model has a
/// decision of its own, what this model decides of the row: the chip does the same, and sends its probabilities alone.
class StreamRecord {
  public:
    StreamRecord(const StreamRows& rows, Truth truth, std::optional<size_t> normal);

    /// One answer; returns its position.
    size_t add(const link::Answer& answer);

    size_t size() const { return answers_.classes.size(); }
    const Truth& truth() const { return truth_; }
    /// Data row in the file, from 1.
    size_t file_row(size_t position) const { return rows_.index[position] + 1u; }
    float probability(size_t position) const;  ///< of the answered class; classification only
    std::string answer(size_t position) const;
    std::string true_answer(size_t position) const;  ///< empty when unknown
    bool right(size_t position) const;               ///< classification with truth only
    bool open(size_t position) const { return answers_.decided[position] < 0; }  ///< the model is not sure
    size_t right_so_far() const { return right_; }
    Led led(size_t position) const;

    bool has_truth() const { return truth_.targets.has_value() && size() > 0; }
    model::Metrics metrics() const;
    bool decides() const { return evaluator_.has_value(); }
    /// What the decision means on these rows; with truth and a model that decides only.
    std::vector<std::string> decision_words() const;
    std::vector<size_t> confusion() const;  ///< truth x answer, row-major
    /// Positions whose outputs differ from those of the run's model on this computer, in any bit.
    Result<std::vector<size_t>> mismatches() const;

    std::string csv_header() const;
    std::string csv_line(size_t position) const;  ///< with the end of the line
    /// Takes an answer back from the cells of such a line. Errors (input): it is not the next row's.
    Status restore(const std::vector<std::string>& cells, const std::string& file);
    nlohmann::json json() const;

  private:
    std::vector<uint16_t> labels() const;
    void decide(size_t position);
    std::string reasons(size_t position) const;
    std::span<const uint32_t> index() const { return std::span(rows_.index).first(size()); }
    float output(size_t position, size_t k) const { return answers_.values[position * answers_.outputs + k]; }

    const StreamRows& rows_;
    Truth truth_;
    std::optional<size_t> normal_;
    model::Answers answers_;
    std::optional<model::Evaluator> evaluator_;  ///< of a model with a decision of its own
    std::optional<model::Model> model_;          ///< the same
    size_t right_ = 0;
};

}  // namespace mote::apps
