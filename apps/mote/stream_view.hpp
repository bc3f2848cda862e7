// What `mote stream` prints: a line a row while it runs, and the figures at the end.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "link/fleet.hpp"
#include "stream_record.hpp"

namespace mote::apps {

class StreamView {
  public:
    StreamView(std::FILE* out, bool colour, bool quiet) : out_(out), colour_(colour), quiet_(quiet) {}

    void on_model(const StreamRows& rows, const Truth& truth, const link::ModelInfo& board) const;
    void on_answer(const StreamRecord& record, size_t position) const;
    void on_resend(const std::string& what, int send, link::ResendReason reason) const;

    void on_connection(bool found) const;

    void quality(const StreamRecord& record) const;
    void board(const link::SessionReport& report) const;
    void boards(const link::FleetReport& report) const;
    void comparison(const StreamRecord& record, const std::vector<size_t>& mismatches) const;
    void line(const std::string& text) const;

  private:
    std::string led_block(Led led) const;
    void confusion(const StreamRecord& record) const;

    std::FILE* out_;
    bool colour_;
    bool quiet_;
    mutable size_t resends_ = 0;
};

}  // namespace mote::apps
