// What `mote train` shows while it works: one line that moves on a terminal, plain lines elsewhere.
#pragma once

#include <cstdio>
#include <string>

#include "pipeline/run_report.hpp"

namespace mote::apps {

class TrainView {
  public:
    /// `events`: a file to which every event goes as a JSON line, or null. Both files are borrowed.
    TrainView(std::FILE* out, bool terminal, std::string metric, std::FILE* events);

    void on_data(const data::Dataset& dataset);
    void on_event(const search::Event& event);
    void on_note(const std::string& note);
    void on_report(const pipeline::RunReport& report, const std::string& folder);

  private:
    void moving_line(const std::string& text);
    void line(const std::string& text);
    void print_sizes(const search::Event& event);
    void print_front(const pipeline::RunReport& report);
    void print_figures(const pipeline::RunReport& report);
    void log(const search::Event& event);

    std::FILE* out_;
    bool terminal_;
    std::string metric_;
    std::FILE* events_;
    bool moving_ = false;
    double shown_best_ = 0;
    size_t shown_best_bytes_ = 0;
};

}  // namespace mote::apps
