#include "train_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "report/numbers.hpp"
#include "report/run_words.hpp"

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

void TrainView::line(const std::string& text) {
    fmt::print(o_.out, "{}{}\n", moving_ ? "\r\x1b[K" : "", text);
    moving_ = false;
    std::fflush(o_.out);
}

void TrainView::moving_line(const std::string& text) {
    fmt::print(o_.out, "\r\x1b[K{}", text);
    moving_ = true;
    std::fflush(o_.out);
}

void TrainView::log(const search::Event& e) {
    if (o_.events == nullptr) return;
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
    fmt::print(o_.events, "{}\n", json.dump());
    std::fflush(o_.events);
}

void TrainView::on_data(const data::Dataset& d) {
    if (o_.metric.empty()) o_.metric = model::default_metric(d.schema.task);
    if (o_.verbose) return on_data_verbose(d);
    const auto& shape = d.training.shape;
    const std::string inputs =
        !shape.ordered()  ? fmt::format("{} inputs", report::count_text(d.training.columns.size()))
        : shape.axes == 1 ? fmt::format("{} readings in order", shape.steps)
                          : fmt::format("{} steps of {} axes", shape.steps, shape.axes);
    const std::string target = d.schema.task == Task::regression
                                   ? "the target is a number"
                                   : fmt::format("{} kinds", d.schema.classes.size());
    const std::string kept_back = d.test.size() == 0
                                      ? "All of them teach the model that is shipped."
                                      : fmt::format("{} of them are kept back for the test: {}.",
                                                    report::count_text(d.test.size()), d.split);
    line(fmt::format("{} rows of {}; {}. {}", report::count_text(d.training.size() + d.test.size()), inputs,
                     target, kept_back));
    for (const auto& column : d.left_out)
        line(fmt::format("left out '{}' {}{}", column.column, column.reason,
                         column.keepable ? " (--keep takes it in)" : ""));
    for (const auto& notice : d.notices) on_note(notice);
}

void TrainView::on_note(const std::string& note) {
    line("note     " + note);
}

std::string TrainView::best_so_far(const search::Event& e) const {
    if (e.best_bytes == 0) return "";
    const bool share = o_.metric == "accuracy" || o_.metric == "balanced_accuracy";
    return share ? fmt::format("best so far right in {}", report::of_100(e.best_score))
                 : fmt::format("best so far {} {:.3f}", o_.metric, e.best_score);
}

/// A bar, the time left, what is best, what is tried. Where nothing moves, a line every tenth.
void TrainView::show_progress(const search::Event& e) {
    const bool timed = o_.time_limit > 0;
    seconds_ = std::max(seconds_, e.seconds_left);
    const double done = timed
                            ? 1 - e.seconds_left / std::max(seconds_, 1e-9)
                            : static_cast<double>(e.done) / static_cast<double>(std::max<size_t>(e.total, 1));
    const double share = std::clamp(done, 0.0, 1.0);
    const std::string left = timed ? fmt::format("{:>3.0f} s left", std::max(0.0, e.seconds_left))
                                   : fmt::format("{} of {}", e.done, e.total);
    const std::string best = best_so_far(e);
    if (!o_.terminal) {
        const int tenth = static_cast<int>(share * 10);
        if (best.empty() || (timed ? tenth == shown_tenth_ : e.done != e.total)) return;
        shown_tenth_ = tenth;
        return line(fmt::format("training {:>3.0f} %  {}  {}", 100 * share, left, best));
    }
    constexpr size_t cells = 20;
    const auto full = static_cast<size_t>(share * cells + 0.5);
    const std::string bar = std::string(full, '#') + std::string(cells - full, '.');
    const std::string trying = report::family_words(e.text.substr(0, e.text.find(' ')));
    moving_line(
        clipped(fmt::format("[{}] {}  {}{}", bar, left, best, trying.empty() ? "" : "  trying: " + trying),
                o_.width - 1));
}

void TrainView::on_event(const search::Event& e) {
    log(e);
    if (e.kind == search::Event::Kind::start) seconds_ = 0, shown_tenth_ = -1;
    if (o_.verbose) return on_event_verbose(e);
    if (e.kind == search::Event::Kind::trial) show_progress(e);
    if (e.kind == search::Event::Kind::refit && o_.terminal)
        moving_line("the chosen one learns from all rows ...");
}

void TrainView::print_named_points(const pipeline::RunReport& r) {
    const auto& front = r.found.front;
    if (front.empty()) return;
    std::map<size_t, std::string> names;  // of a point, which may have several
    std::vector<size_t> shown;
    for (const auto& [name, point] : r.found.named) {
        auto& all = names[point];
        if (all.empty()) shown.push_back(point);
        all += (all.empty() ? "" : ", ") + name;
    }
    const std::string title = "models to choose from";
    size_t width = title.size();
    for (const auto& [_, all] : names) width = std::max(width, all.size());
    line("");
    line(fmt::format("  {:<{}} {:>10} {:>8} {:>10}  {}", title, width, "flash", "RAM", "an answer",
                     o_.metric));
    for (const size_t point : shown) {
        const auto& p = front[point];
        line(fmt::format("  {:<{}} {:>10} {:>8} {:>10}  {:.3f}   --point {}{}", names[point], width,
                         p.cost ? report::bytes_text(p.cost->flash_bytes) : "",
                         p.cost ? fmt::format("{:.0f} B", p.cost->ram_bytes) : "",
                         p.cost ? report::time_text(p.cost->cycles * 1e6 / r.hz) : "", p.score, point,
                         r.found.chosen_point == point ? "  <- taken" : ""));
    }
    line(fmt::format("  {} more stand in run.json; {} is validated on training rows",
                     front.size() - shown.size(), o_.metric));
}

void TrainView::print_next(const pipeline::RunReport& r, const std::string& folder) {
    line("");
    line(
        fmt::format("Written to {0}. Next:\n  mote report {0}                         one page to show\n"
                    "  mote firmware {0} -o firmware.elf       for a board, real or simulated",
                    folder));
    if (r.found.interrupted) line("Interrupted: this is the best of what was finished.");
}

void TrainView::on_report(const pipeline::RunReport& r, const std::string& folder) {
    line("");
    if (o_.verbose) {
        print_front(r);
        line("");
        line(fmt::format("model         {} ({} bits)", r.found.chosen.structure, r.options.bits));
        print_figures(r);
        print_calibration(r);
        print_decision(r);
        if (r.found.interrupted) line("interrupted   this is the best of what was finished");
        return line(fmt::format("written       {}", folder));
    }
    const auto run = pipeline::to_json(r);
    if (r.evaluation) {
        line(report::quality_sentence(*r.evaluation));
        line(report::field_terms(*r.evaluation));
        line(report::rows_sentence(run));
        for (const auto& sentence : report::rival_sentences(*r.evaluation)) line("  beside it, " + sentence);
    }
    print_calibration(r);
    print_decision(r);
    const std::string cost = report::cost_sentence(run);
    line(fmt::format("{}: {} of model{}", report::family_words(r.found.chosen.family),
                     report::bytes_text(static_cast<double>(r.found.model.size())),
                     cost.empty() ? "." : "; " + cost));
    print_named_points(r);
    print_next(r, folder);
}

void TrainView::on_data_verbose(const data::Dataset& d) {
    line(fmt::format("data     {} training rows, {} held out ({}); {} inputs", d.training.size(),
                     d.test.size(), d.split, d.training.columns.size()));
    line(fmt::format("task     {} ({})", data::task_name(d.schema.task), d.schema.reason));
    line(fmt::format("inputs   {}", d.series.reason));
    for (const auto& notice : d.notices) on_note(notice);
    for (const auto& column : d.left_out)
        line(fmt::format("left out '{}' {}{}", column.column, column.reason,
                         column.keepable ? " (--keep takes it in)" : ""));
}

/// Best score so far of the models up to each size.
void TrainView::print_sizes(const search::Event& e) {
    std::string text;
    for (const auto& [size, score] : e.best_by_size)
        text += fmt::format("{}{} B {:.4f}", text.empty() ? "" : ", ", size, score);
    if (!text.empty()) line(fmt::format("so far   {} up to {}", o_.metric, text));
}

void TrainView::on_event_verbose(const search::Event& e) {
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
    const std::string best = fmt::format("best {} {:.4f} at {} B", o_.metric, e.best_score, e.best_bytes);
    if (o_.terminal) {
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
                     front.size(), o_.metric));
    line(fmt::format("  {:>5} {:>7} {:>7} {:>6} {:>9}  {} by validation", "point", "model B", "flash B",
                     "RAM B", "cycles", o_.metric));
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
    if (r.evaluation) {
        const auto& figures = r.evaluation->figures;
        std::string text;
        for (const char* name :
             {"auc", "accuracy", "balanced_accuracy", "macro_f1", "log_loss", "r2", "rmse", "mae"})
            if (figures.contains(name))
                text += fmt::format("{}{} {:.4f}", text.empty() ? "" : ", ", name, figures.at(name).value);
        line(fmt::format("held out      {} rows: {}", r.evaluation->rows, text));
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

/// What the slope of its probabilities did on rows that it has never seen.
void TrainView::print_calibration(const pipeline::RunReport& r) {
    if (!r.calibration) return;
    std::string means;
    if (r.evaluation && r.evaluation->calibration_error && r.evaluation->calibration_error_before)
        means = fmt::format(": off by {:.3f} in the mean, {:.3f} without", *r.evaluation->calibration_error,
                            *r.evaluation->calibration_error_before);
    line(fmt::format("Its probabilities are calibrated on {} validation rows, slope {:.2f}{}.",
                     r.calibration->rows, r.calibration->slope, means));
}

/// How the model decides, and what that means on rows that it has never seen.
void TrainView::print_decision(const pipeline::RunReport& r) {
    if (!r.decision) return;
    line(fmt::format("It decides by {}, on {} validation rows ({} of '{}').", r.decision->chosen_by,
                     r.decision->rows, r.decision->positive_rows,
                     r.data.schema.classes[r.decision->positive]));
    const auto model = model::from_binary(r.found.model);
    if (!model || !r.decided_quality) return;
    for (const auto& words : quality::in_words(*r.decided_quality, *model, r.data.schema.classes))
        line("  " + words);
}

}  // namespace mote::apps
