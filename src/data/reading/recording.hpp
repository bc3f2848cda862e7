// Recordings in formats of their own: columns of numbers with a rate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "data/reading/row_source.hpp"

namespace mote::data {

struct Recording {
    std::vector<std::string> titles;
    std::vector<double> values;       ///< rows x titles
    std::vector<std::string> labels;  ///< of each row, "" where there is none;
                                      ///< empty: there are none at all
    double rate_hz = 0;               ///< 0: not known
    std::string notice;               ///< what it is, a line for people

    size_t rows() const { return titles.empty() ? 0 : values.size() / titles.size(); }
};

/// The file as a recording, when it is one of a known format: a JSON document
/// of data acquisition (payload.sensors, payload.values), or the header of a
/// WFDB record (.hea) with its signals beside it. `head`: the first bytes.
/// Errors (input): damaged.
Result<std::optional<Recording>> read_recording(const std::string& path, std::string_view head);

/// JSON with "payload": {"sensors": [{"name"}], "values": [[...], ...],
/// "interval_ms"}.
Result<Recording> read_acquisition_json(std::string_view text, const std::string& path);
/// A record of PhysioNet's waveform database, formats 16 and 212, with the
/// annotations of its .atr file as labels of the samples that they belong to.
/// G. Moody, "WFDB Applications Guide", header(5), signal(5), annot(5).
Result<Recording> read_wfdb(const std::string& header_path);

/// Label of a file in the info.labels beside it or one folder up; empty: there
/// is none.
std::string sidecar_label(const std::string& path);

/// The rows of a recording; the label, if there are labels, is the last cell.
class RecordingRows : public RowSource {
  public:
    RecordingRows(Recording recording, std::string path);

    Result<bool> next() override;
    std::span<const std::string_view> cells() const override { return cells_; }
    size_t line() const override { return row_; }
    bool unfinished() const override { return false; }
    size_t file_bytes() const override { return 0; }
    size_t consumed() const override { return 0; }
    const std::string& path() const override { return path_; }
    std::vector<std::string> titles() const;

  private:
    Recording recording_;
    std::string path_;
    std::vector<std::string> texts_;
    std::vector<std::string_view> cells_;
    size_t row_ = 0;
};

}  // namespace mote::data
