// SPDX-License-Identifier: GPL-3.0-or-later
// Voltages at the chip's analog pins, out of files, in simulated time.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "chip.hpp"
#include "core/result.hpp"

namespace board {

struct AnalogOptions {
    std::vector<std::string> pins;  ///< "A0=FILE" or "A0=FILE:COLUMN"
    double rate_hz = 100;           ///< values of the files a second
    double scale = 1;               ///< volts a unit of the files
    double offset = 0;              ///< volts
    double supply = 5;              ///< volts of supply and reference
};

/// Each value is held until the next; behind the last the file begins again. Value 0 begins with cycle 0, so that the same
/// program sees the same voltages on every run. Voltages beyond the supply are cut, as the pin's diodes do.
class AnalogInputs {
  public:
    /// Also without pins: the converter then has its supply, and reads 0 V. Errors: those of read_wave; usage for a pin that
    /// is named twice, or a chip without a converter.
    static mote::Result<AnalogInputs> create(const AnalogOptions& options);
    AnalogInputs(AnalogInputs&&) = default;
    AnalogInputs& operator=(AnalogInputs&&) = default;

    /// To be called once, where it will stay. Error (usage): pins are named and the chip has no converter.
    mote::Status connect(Chip& chip);

    struct Input {
        std::vector<uint16_t> millivolts;
        size_t cut = 0;  ///< values beyond the supply
        uint64_t conversions = 0;
    };
    const std::map<unsigned, Input>& inputs() const { return inputs_; }  ///< by channel

  private:
    explicit AnalogInputs(const AnalogOptions& options)
        : rate_hz_(options.rate_hz), supply_(options.supply) {}
    void conversion(unsigned channel);

    double rate_hz_, supply_;
    std::map<unsigned, Input> inputs_;
    Chip* chip_ = nullptr;
};

}  // namespace board
