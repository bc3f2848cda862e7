// SPDX-License-Identifier: GPL-3.0-or-later
#include "analog.hpp"

#include <algorithm>
#include <cmath>

#include "simavr.hpp"
#include "wave_file.hpp"

namespace board {

using mote::Error;
using mote::ErrorCode;
using mote::Result;

Result<AnalogInputs> AnalogInputs::create(const AnalogOptions& options) {
    AnalogInputs out(options);
    for (const auto& text : options.pins) {
        MOTE_TRY(pin, parse_wave_option(text));
        if (out.inputs_.contains(pin.channel))
            return Error{ErrorCode::usage, "pin A" + std::to_string(pin.channel) + " is named twice",
                         "--analog", "give each pin one file"};
        MOTE_TRY(values, read_wave(pin.path, pin.column));
        Input& input = out.inputs_[pin.channel];
        for (const float value : values) {
            const double volts = options.offset + options.scale * static_cast<double>(value);
            const double held = std::clamp(volts, 0.0, options.supply);
            input.cut += held != volts;
            input.millivolts.push_back(static_cast<uint16_t>(std::lround(1000 * held)));
        }
    }
    return out;
}

mote::Status AnalogInputs::connect(Chip& chip) {
    chip_ = &chip;
    avr_t* const avr = chip.avr();
    avr->vcc = avr->avcc = avr->aref = static_cast<uint32_t>(std::lround(1000 * supply_));
    avr_irq_t* const started = avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER);
    if (started == nullptr) {
        if (inputs_.empty()) return mote::Done{};
        return Error{ErrorCode::usage, "this chip has no analog inputs", "--analog", "leave it out"};
    }
    avr_irq_register_notify(
        started,
        [](avr_irq_t*, uint32_t value, void* owner) {
            union {
                uint32_t bits;
                avr_adc_mux_t mux;
            } chosen = {value};
            if (chosen.mux.kind == ADC_MUX_SINGLE)
                static_cast<AnalogInputs*>(owner)->conversion(chosen.mux.src);
        },
        this);
    return mote::Done{};
}

void AnalogInputs::conversion(unsigned channel) {
    const auto found = inputs_.find(channel);
    if (found == inputs_.end()) return;
    Input& input = found->second;
    ++input.conversions;
    // A 64-bit float counts cycles exactly for 17 years of 16 MHz.
    const double value =
        std::floor(static_cast<double>(chip_->cycles()) * rate_hz_ / static_cast<double>(chip_->hz()));
    const auto at = static_cast<uint64_t>(value) % input.millivolts.size();
    avr_raise_irq(avr_io_getirq(chip_->avr(), AVR_IOCTL_ADC_GETIRQ, static_cast<int>(ADC_IRQ_ADC0 + channel)),
                  input.millivolts[at]);
}

}  // namespace board
