// What `mote train` shows. To a maker: one line that moves, then sentences and four points of the front. With --verbose
// the rungs, trials and structures of the search, as lines.
#pragma once

#include <cstdio>
#include <string>

#include "pipeline/run_report.hpp"

namespace mote::apps {

struct TrainViewOptions {
    std::FILE* out = stdout;  ///< borrowed
    bool terminal = false;    ///< lines can be written over
    size_t width = 80;        ///< of the terminal, in columns
    bool verbose = false;
    std::string metric;           ///< empty: the task's usual one
    double time_limit = 0;        ///< seconds; 0: so many trials, no clock
    std::FILE* events = nullptr;  ///< a JSON line an event; borrowed
};

class TrainView {
  public:
    explicit TrainView(TrainViewOptions options) : o_(std::move(options)) {}

    void on_data(const data::Dataset& dataset);
    void on_event(const search::Event& event);
    void on_note(const std::string& note);
    void on_report(const pipeline::RunReport& report, const std::string& folder);

  private:
    void moving_line(const std::string& text);
    void line(const std::string& text);
    void log(const search::Event& event);
    void show_progress(const search::Event& event);
    std::string best_so_far(const search::Event& event) const;
    void print_named_points(const pipeline::RunReport& report);
    void print_next(const pipeline::RunReport& report, const std::string& folder);

    void on_data_verbose(const data::Dataset& dataset);
    void on_event_verbose(const search::Event& event);
    void print_sizes(const search::Event& event);
    void print_front(const pipeline::RunReport& report);
    void print_calibration(const pipeline::RunReport& r);
    void print_decision(const pipeline::RunReport& report);
    void print_figures(const pipeline::RunReport& report);

    TrainViewOptions o_;
    bool moving_ = false;
    double shown_best_ = 0;
    size_t shown_best_bytes_ = 0;
    int shown_tenth_ = -1;
    double seconds_ = 0;  ///< that this training had left at its first event: folds share the limit
};

}  // namespace mote::apps
