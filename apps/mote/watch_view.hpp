// What `mote watch` says and shows.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "live/watcher.hpp"
#include "live_view.hpp"
#include "model/package.hpp"

namespace mote::apps {

/// An answer that stays while the next window fills.
struct ShownAnswer {
    double seconds = 0;  ///< since the stream began
    std::string name;    ///< of the class, "not sure", or the value
    std::vector<float> outputs;
    uint8_t nearest = 0;
};

class WatchView {
  public:
    WatchView(std::FILE* out, bool moving, bool quiet, const model::Package& package,
              const std::vector<std::string>& axes);

    void say(const std::string& text) { block_.say(text); }
    /// A line of the board that gave no row; the block shows it by itself.
    void on_other(const std::string& text);
    void on_step(std::span<const float> values) { curves_.add(values); }
    /// A line where nothing moves; else the block shows it.
    void on_answer(const ShownAnswer& answer);
    void draw(double rate_hz, bool held, bool stores, const std::string& below);
    void clear() { block_.clear(); }

  private:
    std::vector<std::string> bars(size_t columns) const;
    std::string headline() const;

    LiveBlock block_;
    const bool quiet_, braille_, colour_;
    const model::Package& package_;
    AxisCurves curves_;
    ShownAnswer answer_;
    bool answered_ = false;
};

}  // namespace mote::apps
