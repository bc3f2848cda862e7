// What a terminal shows of a live source: curves that move, below the lines that stay.
#pragma once

#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mote::apps {

/// A block of lines at the end of the terminal, drawn again in its place. Where nothing moves (a pipe) only lines that
/// stay are printed.
class LiveBlock {
  public:
    LiveBlock(std::FILE* out, bool moving) : out_(out), moving_(moving) {}
    ~LiveBlock() { clear(); }

    bool moving() const { return moving_; }
    void draw(const std::vector<std::string>& lines);
    /// A line above the block, which stays.
    void say(const std::string& text);
    void clear();

  private:
    std::FILE* out_;
    bool moving_;
    size_t drawn_ = 0;
};

constexpr char end_key = 'q';
/// The key that chooses each label: its first letter where no other label has it, else its number, which always does.
std::vector<char> label_keys(const std::vector<std::string>& labels);
/// The label that a key chooses.
std::optional<size_t> label_of_key(const std::vector<std::string>& labels, char key);

/// The last seconds of every axis.
class AxisCurves {
  public:
    explicit AxisCurves(std::vector<std::string> axes) : axes_(std::move(axes)), values_(axes_.size()) {}

    /// A row of texts of numbers, empty where there is none.
    void add(std::span<const std::string> cells);
    void add(std::span<const float> values);
    /// Two or three lines an axis, of so many columns; at most six axes. `rate_hz`: rows a second, so that some seconds
    /// fit.
    std::vector<std::string> lines(size_t columns, double rate_hz, bool braille) const;

  private:
    std::vector<float> shown(size_t axis, size_t points, size_t stride) const;

    std::vector<std::string> axes_;
    std::vector<std::vector<float>> values_;  ///< the last ones of each axis
    size_t first_ = 0;                        ///< number of the row that values_ begin with
};

}  // namespace mote::apps
