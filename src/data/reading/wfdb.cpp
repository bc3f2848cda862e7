// Records of PhysioNet's waveform database: header, signals in formats 16 and
// 212, annotations.
#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "core/files.hpp"
#include "data/cell.hpp"
#include "data/reading/recording.hpp"

namespace mote::data {
namespace {

namespace fs = std::filesystem;

struct Signal {
    std::string file, title;
    int format = 0;
    double gain = 200, baseline = 0;
};

struct Header {
    std::string record;
    double rate_hz = 250;
    size_t samples = 0;  ///< 0: as many as the file holds
    std::vector<Signal> signals;
};

Error damaged_record(const std::string& path, std::string message) {
    return {ErrorCode::input, std::move(message), path, "get the record again, or write it as CSV"};
}

// "200(1024)/mV": gain, baseline and units, all but the gain optional.
void take_gain(const std::string& text, Signal& signal, bool& has_baseline) {
    try {
        const double gain = std::stod(text);
        if (gain != 0) signal.gain = gain;
        const size_t open = text.find('(');
        if (open == std::string::npos) return;
        signal.baseline = std::stod(text.substr(open + 1));
        has_baseline = true;
    } catch (const std::exception&) {  // no number: the defaults hold
    }
}

// FILE FORMAT[xN][:skew][+offset] GAIN RESOLUTION ZERO FIRST CHECKSUM BLOCK
// DESCRIPTION
Signal signal_of(const std::string& line, size_t number) {
    std::istringstream in(line);
    Signal signal;
    std::string format, gain, resolution, zero, first, checksum, block;
    in >> signal.file >> format >> gain >> resolution >> zero >> first >> checksum >> block;
    signal.format =
        format.empty() || format.find_first_of("x:+") != std::string::npos ? -1 : std::atoi(format.c_str());
    bool has_baseline = false;
    take_gain(gain, signal, has_baseline);
    if (!has_baseline) signal.baseline = std::atof(zero.c_str());
    std::getline(in >> std::ws, signal.title);
    if (signal.title.ends_with('\r')) signal.title.pop_back();
    if (signal.title.empty()) signal.title = fmt::format("signal_{}", number);
    return signal;
}

Result<Header> read_header_file(const std::string& path) {
    MOTE_TRY(text, read_file(path, size_t{1} << 20));
    std::istringstream in(text);
    std::string line;
    Header header;
    size_t signals = 0;
    bool first = true;
    while (std::getline(in, line)) {
        if (line.empty() || line.front() == '#' || line == "\r") continue;
        if (!first) {
            if (header.signals.size() < signals)
                header.signals.push_back(signal_of(line, header.signals.size() + 1));
            continue;
        }
        first = false;
        std::istringstream fields(line);
        std::string rate, samples;
        fields >> header.record >> signals >> rate >> samples;
        if (std::atof(rate.c_str()) > 0) header.rate_hz = std::atof(rate.c_str());
        header.samples = std::strtoull(samples.c_str(), nullptr, 10);
    }
    if (signals == 0 || header.signals.size() != signals || signals > 64)
        return damaged_record(path, "the header names no signals, or not all of them");
    for (const auto& signal : header.signals) {
        if (signal.file != header.signals[0].file)
            return damaged_record(path, "signals in several files are not read");
        if (signal.format != header.signals[0].format || (signal.format != 16 && signal.format != 212))
            return damaged_record(
                path, fmt::format("signal format {} is not read, only 16 and 212", signal.format));
        if (!printable(signal.title) || fs::path(signal.file).has_parent_path())
            return damaged_record(path, "the header is damaged");
    }
    return header;
}

int twelve_bits(int value) {
    return value >= 2048 ? value - 4096 : value;
}

// Two samples of 12 bits in three bytes, or one of 16, low byte first.
std::vector<int> samples_of(const std::vector<uint8_t>& bytes, int format) {
    std::vector<int> samples;
    if (format == 16) {
        for (size_t i = 0; i + 1 < bytes.size(); i += 2)
            samples.push_back(static_cast<int16_t>(static_cast<uint16_t>(bytes[i] | (bytes[i + 1] << 8))));
        return samples;
    }
    for (size_t i = 0; i + 1 < bytes.size(); i += 3) {
        samples.push_back(twelve_bits(bytes[i] | ((bytes[i + 1] & 0x0F) << 8)));
        if (i + 2 < bytes.size()) samples.push_back(twelve_bits(bytes[i + 2] | ((bytes[i + 1] & 0xF0) << 4)));
    }
    return samples;
}

// Codes of annot(5) for beats and a few more; others are told by their number.
std::string code_name(unsigned code) {
    static constexpr const char* names[] = {"",   "N", "L", "R", "a", "V", "F", "J", "A", "S", "E",
                                            "j",  "/", "Q", "~", "",  "|", "",  "s", "T", "*", "D",
                                            "\"", "=", "p", "B", "^", "t", "+", "u", "?", "!", "[",
                                            "]",  "e", "n", "@", "x", "f", "(", ")", "r"};
    return code < std::size(names) && *names[code] != 0 ? names[code] : fmt::format("code {}", code);
}

// Each entry: 6 bits of code, 10 of time since the last. Codes 59 to 63 are no
// annotations.
void take_annotations(const std::vector<uint8_t>& bytes, std::vector<std::string>& labels) {
    uint64_t time = 0;
    for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const unsigned code = bytes[i + 1] >> 2;
        const unsigned rest = bytes[i] | ((bytes[i + 1] & 3u) << 8);
        if (code == 0 && rest == 0) return;
        if (code == 59) {  // a long interval follows: high 16 bits, then low
            if (i + 5 >= bytes.size()) return;
            const uint32_t high = bytes[i + 2] | (uint32_t{bytes[i + 3]} << 8);
            const uint32_t low = bytes[i + 4] | (uint32_t{bytes[i + 5]} << 8);
            time += static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>((high << 16) | low)));
            i += 4;
        } else if (code == 63) {  // text, padded to an even length
            i += rest + (rest & 1u);
        } else if (code < 60) {
            time += rest;
            if (code != 0 && time < labels.size()) labels[time] = code_name(code);
        }
    }
}

}  // namespace

Result<Recording> read_wfdb(const std::string& header_path) {
    MOTE_TRY(header, read_header_file(header_path));
    const fs::path folder = fs::path(header_path).parent_path();
    const auto data = (folder / header.signals[0].file).string();
    MOTE_TRY(bytes, read_bytes(data));
    const auto raw = samples_of(bytes, header.signals[0].format);
    const size_t columns = header.signals.size();
    const size_t rows = header.samples > 0 ? header.samples : raw.size() / columns;
    if (raw.size() / columns < rows)
        return damaged_record(data,
                              fmt::format("the file holds {} of {} samples", raw.size() / columns, rows));
    Recording out;
    out.rate_hz = header.rate_hz;
    for (const auto& signal : header.signals) out.titles.push_back(signal.title);
    out.values.reserve(rows * columns);
    for (size_t i = 0; i < rows * columns; ++i) {
        const Signal& signal = header.signals[i % columns];
        out.values.push_back((raw[i] - signal.baseline) / signal.gain);
    }
    const auto annotations = fs::path(header_path).replace_extension(".atr");
    if (fs::exists(annotations)) {
        MOTE_TRY(marks, read_bytes(annotations));
        out.labels.resize(rows);
        take_annotations(marks, out.labels);
    }
    out.notice = fmt::format("file     a WFDB record: {} signals, {:.6g} samples a second{}", columns,
                             out.rate_hz, out.labels.empty() ? "" : ", annotations in the column 'label'");
    return out;
}

}  // namespace mote::data
