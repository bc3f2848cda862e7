#include "train_view.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace mote::apps {

namespace {

const char* kind_name(search::Event::Kind kind) {
    switch (kind) {
        case search::Event::Kind::start:
            return "start";
        case search::Event::Kind::rung:
            return "rung";
        case search::Event::Kind::trial:
            return "trial";
        case search::Event::Kind::refit:
            return "refit";
        case search::Event::Kind::done:
            return "done";
    }
    return "unknown";
}

std::string clipped(const std::string& text, size_t width) {
    return text.size() <= width ? text : text.substr(0, width - 3) + "...";
}

}  // namespace

TrainView::TrainView(std::FILE* out, bool terminal, std::string metric, std::FILE* events)
    : out_(out), terminal_(terminal), metric_(std::move(metric)), events_(events) {}

void TrainView::line(const std::string& text) {
    fmt::print(out_, "{}{}\n", moving_ ? "\r\x1b[K" : "", text);
    moving_ = false;
    std::fflush(out_);
}

void TrainView::moving_line(const std::string& text) {
    fmt::print(out_, "\r\x1b[K{}", text);
    moving_ = true;
    std::fflush(out_);
}

void TrainView::log(const search::Event& e) {
    if (events_ == nullptr) return;
    nlohmann::json json{{"event", kind_name(e.kind)},
                        {"text", e.text},
                        {"rung", e.rung},
                        {"done", e.done},
                        {"total", e.total},
                        {"trials", e.trials},
                        {"seconds_left", e.seconds_left}};
    if (e.bytes > 0) json["model_bytes"] = e.bytes, json["score"] = e.score;
    if (e.best_bytes > 0) json["best_model_bytes"] = e.best_bytes, json["best_score"] = e.best_score;
    for (const auto& [size, score] : e.best_by_size)
        json["best_by_size"].push_back({{"up_to_bytes", size}, {"score", score}});
    fmt::print(events_, "{}\n", json.dump());
    std::fflush(events_);
}

void TrainView::on_data(const data::Dataset& d) {
    if (metric_.empty()) metric_ = model::default_metric(d.schema.task);
    line(fmt::format("data     {} training rows, {} held out ({}); {} inputs", d.training.size(),
                     d.test.size(), d.split, d.training.columns.size()));
    line(fmt::format("task     {} ({})", data::task_name(d.schema.task), d.schema.reason));
    line(fmt::format("inputs   {}", d.series.reason));
    for (const auto& notice : d.notices) on_note(notice);
    for (const auto& column : d.left_out)
        line(fmt::format("left out '{}' {}{}", column.column, column.reason,
                         column.keepable ? " (--keep takes it in)" : ""));
}

void TrainView::on_note(const std::string& note) {
    line("note     " + note);
}

/// Best score so far of the models up to each size.
void TrainView::print_sizes(const search::Event& e) {
    std::string text;
    for (const auto& [size, score] : e.best_by_size)
        text += fmt::format("{}{} B {:.4f}", text.empty() ? "" : ", ", size, score);
    if (!text.empty()) line(fmt::format("so far   {} up to {}", metric_, text));
}

void TrainView::on_event(const search::Event& e) {
    log(e);
    switch (e.kind) {
        case search::Event::Kind::start:
            line("search   " + e.text);
            return;
        case search::Event::Kind::rung:
            print_sizes(e);
            line(fmt::format("rung {}   {}", e.rung + 1, e.text));
            return;
        case search::Event::Kind::refit:
            print_sizes(e);
            line("refit    " + e.text);
            return;
        case search::Event::Kind::done:
            return;
        case search::Event::Kind::trial:
            break;
    }
    const std::string best = fmt::format("best {} {:.4f} at {} B", metric_, e.best_score, e.best_bytes);
    if (terminal_) {
        moving_line(clipped(fmt::format("         {}/{}  {}  {:.0f} s left  {}", e.done, e.total, best,
                                        e.seconds_left, e.text),
                            118));
    } else if (e.best_score != shown_best_ || e.best_bytes != shown_best_bytes_ || e.done == e.total) {
        line(fmt::format("         {}/{}  {}  {:.0f} s left  ({})", e.done, e.total, best, e.seconds_left,
                         e.text));
    }
    shown_best_ = e.best_score, shown_best_bytes_ = e.best_bytes;
}

namespace {

/// "1234" as measured, "~1234" as predicted, or nothing.
std::string costs_of(const search::FrontPoint& point) {
    if (!point.cost) return fmt::format("{:>7} {:>6} {:>9}", "", "", "");
    const auto text = [&](double value) {
        return fmt::format("{}{:.0f}", point.cost->measured() ? "" : "~", value);
    };
    return fmt::format("{:>7} {:>6} {:>9}", text(point.cost->flash_bytes), text(point.cost->ram_bytes),
                       text(point.cost->cycles));
}

}  // namespace

/// At most a dozen points of the front, evenly over it, the chosen one always.
void TrainView::print_front(const pipeline::RunReport& r) {
    const auto& front = r.found.front;
    constexpr size_t shown = 12;
    line(fmt::format("the Pareto front: {} models that none dominates in {}, bytes, flash, RAM and cycles",
                     front.size(), metric_));
    line(fmt::format("  {:>5} {:>7} {:>7} {:>6} {:>9}  {} by validation", "point", "model B", "flash B",
                     "RAM B", "cycles", metric_));
    size_t printed = 0;
    for (size_t i = 0; i < front.size(); ++i) {
        const bool chosen = r.found.chosen_point == i;
        const bool due = front.size() <= shown || i * (shown - 1) / (front.size() - 1) >= printed;
        if (!due && !chosen) continue;
        if (due) ++printed;
        line(fmt::format("  {:>5} {:>7} {}  {:.4f} +- {:.4f}  {}{}", i, front[i].bytes, costs_of(front[i]),
                         front[i].score, front[i].standard_error, front[i].structure,
                         chosen ? "  <- chosen" : ""));
    }
    const auto& chosen = r.found.chosen;
    line(fmt::format("  chosen: {:.4f} +- {:.4f} by validation, {}", chosen.score, chosen.standard_error,
                     chosen.structure));
    line("(flash and RAM: library, model and class; cycles: of a row received, all outputs included;");
    line(" ~ predicted, else measured; `mote export RUN --point N` takes any of them)");
}

/// Of the chosen model.
void TrainView::print_figures(const pipeline::RunReport& r) {
    if (r.quality) {
        const auto figures = model::to_json(*r.quality);
        std::string text;
        for (const char* name :
             {"auc", "accuracy", "balanced_accuracy", "macro_f1", "log_loss", "r2", "rmse", "mae"})
            if (figures.contains(name))
                text += fmt::format("{}{} {:.4f}", text.empty() ? "" : ", ", name,
                                    figures.at(name).get<double>());
        line(fmt::format("held out      {} rows: {}", r.data.test.size(), text));
    }
    line(fmt::format("model_bytes   {}", r.found.model.size()));
    line(fmt::format("coefficients  {}", r.coefficients));
    if (!r.chip) return;
    const bool regression = r.data.schema.task == Task::regression;
    line(fmt::format("flash_bytes   {}   ram_bytes {}   on {} (library, model and class)",
                     r.chip->flash_bytes, r.chip->ram_bytes, r.options.mcu));
    line(fmt::format(
        "time          {:.2f} ms an inference, {} included ({:.0f} cycles mean; class alone {:.0f})",
        r.chip->mean_us() / 1000, regression ? "value" : "probabilities", r.chip->cycles_mean,
        r.chip->class_cycles));
}

void TrainView::on_report(const pipeline::RunReport& r, const std::string& folder) {
    line("");
    print_front(r);
    line("");
    line(fmt::format("model         {} ({} bits)", r.found.chosen.structure, r.options.bits));
    print_figures(r);
    if (r.found.interrupted) line("interrupted   this is the best of what was finished");
    line(fmt::format("written       {}", folder));
}

}  // namespace mote::apps
