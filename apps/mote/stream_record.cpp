#include "stream_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "answer_name.hpp"
#include "data/schema.hpp"
#include "quality/decision_figures.hpp"
#include "reasons.hpp"

namespace mote::apps {
namespace {

/// Natural logarithm of a probability as the board sends it; a rounded 0 counts as less than any it can send.
double log_probability(float probability) {
    return std::log(std::max(1e-7, static_cast<double>(probability)));
}

/// RFC 4180: quotes where the text needs them.
std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

}  // namespace

const char* led_name(Led led) {
    return led == Led::green ? "green" : led == Led::red ? "red" : "none";
}

StreamRecord::StreamRecord(const StreamRows& rows, Truth truth, std::optional<size_t> normal)
    : rows_(rows), truth_(std::move(truth)), normal_(normal) {
    answers_.task = truth_.task;
    answers_.outputs = truth_.task == Task::regression ? 1 : truth_.classes.size();
    answers_.score_count = truth_.task == Task::multiclass ? truth_.classes.size() : 1;
    if (!rows_.package) return;
    auto model = model::from_binary(rows_.package->binary);
    auto evaluator = model::Evaluator::open(rows_.package->binary);
    if (!model || !model->decision || !evaluator || evaluator->inputs() != rows_.samples.columns()) return;
    model_ = std::move(*model);
    evaluator_.emplace(std::move(*evaluator));
}

void StreamRecord::decide(size_t position) {
    std::vector<float> row(rows_.samples.columns());
    rows_.samples.copy_row(rows_.index[position], row);
    evaluator_->run(row, {});
    answers_.classes[position] = evaluator_->nearest_class();
    answers_.decided[position] = evaluator_->answer_class();
}

size_t StreamRecord::add(const link::Answer& answer) {
    const auto outputs = answer.outputs.first(answers_.outputs);
    answers_.values.insert(answers_.values.end(), outputs.begin(), outputs.end());
    const auto largest = std::max_element(outputs.begin(), outputs.end());
    answers_.classes.push_back(static_cast<uint8_t>(largest - outputs.begin()));
    answers_.decided.push_back(static_cast<int8_t>(largest - outputs.begin()));
    if (evaluator_) decide(size() - 1);
    if (truth_.task == Task::regression) {
        answers_.scores.push_back(static_cast<double>(outputs[0]));
    } else if (truth_.task == Task::binary) {
        answers_.scores.push_back(log_probability(outputs[1]) - log_probability(outputs[0]));
    } else {
        for (const float p : outputs) answers_.scores.push_back(log_probability(p));
    }
    const size_t position = size() - 1;
    if (truth_.task != Task::regression && truth_.targets) right_ += right(position);
    return position;
}

float StreamRecord::probability(size_t position) const {
    return output(position, answers_.classes[position]);
}

std::string StreamRecord::answer(size_t position) const {
    if (truth_.task == Task::regression) return fmt::format("{}", output(position, 0));
    return answer_name(answers_.decided[position], truth_.classes);
}

std::string StreamRecord::true_answer(size_t position) const {
    if (!truth_.targets) return {};
    const uint32_t row = rows_.index[position];
    if (truth_.task == Task::regression) return fmt::format("{}", truth_.targets->values[row]);
    return truth_.classes[truth_.targets->labels[row]];
}

bool StreamRecord::right(size_t position) const {
    return truth_.targets->labels[rows_.index[position]] == answers_.decided[position];
}

Led StreamRecord::led(size_t position) const {
    if (truth_.task == Task::regression || (truth_.task != Task::binary && !normal_)) return Led::none;
    if (answers_.decided[position] < 0) return Led::none;
    return answers_.classes[position] == normal_.value_or(0) ? Led::green : Led::red;
}

std::vector<uint16_t> StreamRecord::labels() const {
    std::vector<uint16_t> labels;
    for (const uint32_t row : index()) labels.push_back(truth_.targets->labels[row]);
    return labels;
}

std::vector<std::string> StreamRecord::decision_words() const {
    if (!decides() || !has_truth()) return {};
    return quality::in_words(quality::decision_figures(answers_, labels()), *model_, truth_.classes);
}

model::Metrics StreamRecord::metrics() const {
    return model::measure_quality(answers_, *truth_.targets, index());
}

std::vector<size_t> StreamRecord::confusion() const {
    return model::confusion_matrix(labels(), answers_.classes, truth_.classes.size());
}

Result<std::vector<size_t>> StreamRecord::mismatches() const {
    std::vector<size_t> out;
    if (size() == 0) return out;
    MOTE_TRY(host, model::evaluate(rows_.package->binary, rows_.samples, index()));
    for (size_t i = 0; i < size(); ++i) {
        const size_t at = i * answers_.outputs;
        if (std::memcmp(&host.values[at], &answers_.values[at], answers_.outputs * sizeof(float)) != 0) {
            out.push_back(i);
        }
    }
    return out;
}

std::string StreamRecord::csv_header() const {
    std::string out = "row,answer";
    for (const auto& name : truth_.classes) out += fmt::format(",{}", csv_cell("probability " + name));
    if (truth_.task != Task::regression) out += ",led";
    return out + (truth_.targets ? ",truth" : "") + why_titles(rows_.why);
}

std::string StreamRecord::reasons(size_t i) const {
    const auto found = model::contributions(*rows_.package, rows_.samples, index().subspan(i, 1),
                                            static_cast<uint8_t>(rows_.why));
    return why_cells(rows_.why, *rows_.package, found ? found->at(0) : std::vector<model::Contribution>());
}

std::string StreamRecord::csv_line(size_t i) const {
    std::string out = fmt::format("{},{}", file_row(i), csv_cell(answer(i)));
    for (size_t k = 0; k < truth_.classes.size(); ++k) out += fmt::format(",{}", output(i, k));
    if (truth_.task != Task::regression) out += fmt::format(",{}", led_name(led(i)));
    if (truth_.targets) out += fmt::format(",{}", csv_cell(true_answer(i)));
    if (rows_.why > 0) out += reasons(i);
    return out + '\n';
}

Status StreamRecord::restore(const std::vector<std::string>& cells, const std::string& file) {
    const Error other = {
        ErrorCode::input, fmt::format("line {} is not the answer to the next row", size() + 2), file,
        "give the command that began it, with the same data and rows, or leave --resume out"};
    const bool regression = truth_.task == Task::regression;
    const size_t first = regression ? 1 : 2;  // of the outputs
    if (size() == rows_.index.size() || cells.size() < first + answers_.outputs ||
        cells[0] != std::to_string(rows_.index[size()] + 1u))
        return other;
    std::vector<float> outputs;
    for (size_t k = 0; k < answers_.outputs; ++k) {
        const std::string& cell = cells[first + k];
        float value = 0;
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (error != std::errc() || end != cell.data() + cell.size()) return other;
        outputs.push_back(value);
    }
    add({size(), outputs, 1});
    return Done{};
}

nlohmann::json StreamRecord::json() const {
    nlohmann::json out = has_truth() ? model::to_json(metrics()) : nlohmann::json::object();
    out["rows"] = size();
    out["task"] = data::task_name(truth_.task);
    if (truth_.task == Task::regression) return out;
    out["classes"] = truth_.classes;
    if (!has_truth()) return out;
    if (decides())
        out.update(quality::to_json(quality::decision_figures(answers_, labels()), *model_, truth_.classes));
    const auto counts = confusion();
    const auto classes = static_cast<std::ptrdiff_t>(truth_.classes.size());
    auto& matrix = out["confusion_matrix"] = nlohmann::json::array();
    for (auto row = counts.begin(); row != counts.end(); row += classes) {
        matrix.push_back(std::vector<size_t>(row, row + classes));
    }
    return out;
}

}  // namespace mote::apps
