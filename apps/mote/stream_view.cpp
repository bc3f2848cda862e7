#include "stream_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/schema.hpp"

namespace mote::apps {
namespace {

constexpr size_t longest_name = 14;
constexpr size_t largest_matrix = 12;
constexpr size_t most_resends_shown = 20;
constexpr size_t most_boards_shown = 20;

std::string short_name(const std::string& name) {
    return name.size() <= longest_name ? name : name.substr(0, longest_name - 2) + "..";
}

}  // namespace

void StreamView::line(const std::string& text) const {
    fmt::print(out_, "{}\n", text);
    std::fflush(out_);
}

void StreamView::on_model(const StreamRows& rows, const Truth& truth, const link::ModelInfo& board) const {
    std::string classes;
    for (const auto& name : truth.classes) classes += (classes.empty() ? ": " : ", ") + short_name(name);
    if (truth.classes.size() > largest_matrix) classes.clear();
    line(fmt::format("board: {} model, {} output{}{}; {} rows of {} samples", data::task_name(board.task),
                     board.outputs, board.outputs == 1 ? "" : "s", classes, rows.index.size(),
                     rows.samples.columns()));
}

/// A coloured block on a terminal; the word always.
std::string StreamView::led_block(Led led) const {
    if (led == Led::none) return {};
    const char* const block = !colour_ ? "" : led == Led::green ? "\x1b[42m  \x1b[0m " : "\x1b[41m  \x1b[0m ";
    return fmt::format("  LED {}{:<5}", block, led_name(led));
}

void StreamView::on_answer(const StreamRecord& record, size_t position) const {
    if (quiet_) return;
    std::string text = fmt::format("row {:>6}  answer {:<{}}", record.file_row(position),
                                   short_name(record.answer(position)), longest_name);
    const bool regression = record.truth().task == Task::regression;
    if (!regression) text += fmt::format("  p {:.4f}", record.probability(position));
    text += led_block(record.led(position));
    if (record.truth().targets) {
        text += fmt::format("  truth {:<{}}", short_name(record.true_answer(position)), longest_name);
        if (!regression) {
            const char* const verdict = record.right(position)  ? "right"
                                        : record.open(position) ? "open"
                                                                : "WRONG";
            text += fmt::format("  {:<5}  {}/{} right", verdict, record.right_so_far(), record.size());
        }
    }
    line(text);
}

void StreamView::on_resend(const std::string& what, int send, link::ResendReason reason) const {
    const char* const why = reason == link::ResendReason::silence  ? "no answer"
                            : reason == link::ResendReason::damage ? "answer damaged"
                                                                   : "damaged on the way";
    if (++resends_ > most_resends_shown) return;
    line(fmt::format("{}: {} is sent again ({})", why, what, send));
    if (resends_ == most_resends_shown) line("the line damages bytes: further resends are only counted");
}

void StreamView::on_connection(bool found) const {
    line(found ? "the board is there again" : "the board is gone: looking for it");
}

void StreamView::confusion(const StreamRecord& record) const {
    const auto& classes = record.truth().classes;
    if (classes.size() > largest_matrix) return;
    size_t width = 6;
    for (const auto& name : classes) width = std::max(width, short_name(name).size());
    const auto counts = record.confusion();
    std::string head = fmt::format("  {:>{}}", "truth", width);
    for (const auto& name : classes) head += fmt::format("  {:>{}}", short_name(name), width);
    line("confusion matrix (columns: answered by the chip)");
    line(head);
    for (size_t i = 0; i < classes.size(); ++i) {
        std::string row = fmt::format("  {:>{}}", short_name(classes[i]), width);
        for (size_t k = 0; k < classes.size(); ++k) {
            row += fmt::format("  {:>{}}", counts[i * classes.size() + k], width);
        }
        line(row);
    }
}

void StreamView::quality(const StreamRecord& record) const {
    line("");
    if (!record.has_truth())
        return line(fmt::format("{} rows answered (no target column to judge them by)", record.size()));
    const bool regression = record.truth().task == Task::regression;
    if (!regression) confusion(record);
    std::string text = fmt::format("{} rows as answered by the chip:", record.size());
    const auto figures = model::to_json(record.metrics());
    for (const char* name : {"auc", "accuracy", "balanced_accuracy", "macro_f1", "r2", "rmse", "mae"}) {
        if (figures.contains(name)) text += fmt::format("  {} {:.5g}", name, figures[name].get<double>());
    }
    line(text);
    for (const auto& words : record.decision_words()) line(words);
}

void StreamView::board(const link::SessionReport& report) const {
    const auto& chip = report.performance;
    line(fmt::format(
        "time per inference, by the chip's timer: min {:.2f} us, mean {:.2f} us (last 10), max {:.2f} us "
        "at {:.6g} MHz",
        chip.min_us, chip.mean_us, chip.max_us, chip.cpu_hz / 1e6));
    line(fmt::format("RAM in use {} of {} bytes (serial buffers {}), model in flash {} bytes", chip.ram_now,
                     chip.ram_total, chip.io_buffer, chip.model_flash));
    line(fmt::format("{} rows in {:.1f} s, {} sent again, {} late replies dropped", report.rows,
                     report.seconds, report.resends, report.dropped_frames));
}

void StreamView::boards(const link::FleetReport& report) const {
    size_t shown = 0;
    for (const auto& board : report.boards) {
        if (!board.failed && ++shown > most_boards_shown) continue;
        line(fmt::format("{}: {} rows{}", board.port, board.session.rows,
                         board.failed ? ", then " + board.failed->message : ""));
    }
    if (report.boards.empty()) return;
    if (shown > most_boards_shown) line(fmt::format("and {} boards more", shown - most_boards_shown));
    line(fmt::format("{} boards, {:.0f} rows a second, {} rows given to a second board", report.boards.size(),
                     static_cast<double>(report.all.rows) / std::max(report.all.seconds, 1e-9),
                     report.taken_over));
}

void StreamView::comparison(const StreamRecord& record, const std::vector<size_t>& mismatches) const {
    std::string text =
        fmt::format("chip and computer: {} of {} rows differ", mismatches.size(), record.size());
    if (!mismatches.empty())
        text += fmt::format(" (the first is row {})", record.file_row(mismatches.front()));
    line(text);
}

}  // namespace mote::apps
