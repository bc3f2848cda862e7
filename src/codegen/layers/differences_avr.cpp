// One position of a differences layer as AVR instructions. Z points into the window; X is what the position
// adds to the score; r24 the value of a kernel, r25 the step, r0 a sample on its way. Samples that are read
// again stay in registers, those that are wanted soonest first (Belady 1966).
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "codegen/layers/differences.hpp"
#include "codegen/layers/differences_plan.hpp"

namespace mote::codegen {

namespace {

using Plan = DifferencesPlan;

constexpr int base_offset = 63;       // Z stands so many bytes before the newest step when code begins
constexpr int furthest = 63;          // that a displacement reaches
constexpr size_t free_registers = 6;  // r18 to r23: need not be saved
constexpr size_t most_registers = 22;

int register_of(size_t slot) {
    return slot < free_registers ? 18 + static_cast<int>(slot) : 17 - static_cast<int>(slot - free_registers);
}

/// Every sample that the code reads, in order, to know when each is read next.
class Uses {
  public:
    explicit Uses(const Plan& plan) {
        for (const auto& group : plan.groups)
            for (const auto& kernel : group.kernels) {
                for (const int tap : operands(kernel)) at_[tap].push_back(count_++);
            }
    }
    /// As they are read: a doubled sample once.
    static std::vector<int> operands(const Plan::Kernel& kernel) {
        std::vector<int> out(kernel.plus.begin(), kernel.plus.end());
        if (out.size() == 2 && out[0] == out[1]) out.pop_back();
        out.insert(out.end(), kernel.minus.begin(), kernel.minus.end());
        return out;
    }
    /// When it is read after `now`; count() for never.
    size_t next(int tap, size_t now) const {
        const auto& list = at_.at(tap);
        const auto found = std::ranges::upper_bound(list, now);
        return found == list.end() ? count_ : *found;
    }
    size_t count() const { return count_; }

  private:
    std::map<int, std::vector<size_t>> at_;
    size_t count_ = 0;
};

class Writer {
  public:
    /// Called at every `stride`-th of the steps.
    Writer(const Plan& plan, size_t registers, uint32_t steps, uint32_t stride)
        : plan_(plan), uses_(plan), held_(registers), steps_(steps), stride_(stride) {
        calls_ = calls_between(0, steps);
    }

    void write(bool short_score) {
        begin(short_score);
        for (const auto& group : plan_.groups) write(group);
        text_ += "        \"9:\\n\\t\"\n";
        last_ = last_group_reached();
        finish(short_score);
    }
    DifferencesCode take() {
        DifferencesCode code;
        code.assembly = std::move(text_);
        for (size_t slot = 0; slot < used_; ++slot)
            code.clobbers += fmt::format(", \"r{}\"", register_of(slot));
        code.saved = used_ > free_registers ? used_ - free_registers : 0;
        code.bytes = bytes_ + 4 * static_cast<double>(code.saved);
        const double save = 4 * static_cast<double>(code.saved);
        code.cycles = cycles_ + save * calls_;
        code.comparisons = comparisons_;
        code.last_cycles = last_ + save;
        return code;
    }

  private:
    void line(const std::string& instruction, double bytes, double cycles) {
        text_ += fmt::format("        \"{}\\n\\t\"\n", instruction);
        bytes_ += bytes;
        cycles_ += cycles * calls_;
        position_ += cycles;
    }

    void begin(bool short_score) {
        if (short_score) {
            line("lds r26,%[score]", 4, 2), line("lds r27,%[score]+1", 4, 2);
        } else {
            line("clr r26", 2, 1), line("clr r27", 2, 1);
        }
        if (std::ranges::any_of(plan_.groups, [&](const auto& g) { return g.first > 0 || g.end < steps_; }))
            line("lds r25,%[step]", 4, 2);
    }

    void finish(bool short_score) {
        if (short_score) {
            line("sts %[score],r26", 4, 2), line("sts %[score]+1,r27", 4, 2);
            return;
        }
        line("clr r0", 2, 1), line("sbrc r27,7", 2, 1.5), line("dec r0", 2, 0.5);
        line("ldi r30,lo8(%[score])", 2, 1), line("ldi r31,hi8(%[score])", 2, 1);
        line("ld r24,Z", 2, 2), line("add r24,r26", 2, 1), line("st Z,r24", 2, 2);
        line("ldd r24,Z+1", 2, 2), line("adc r24,r27", 2, 1), line("std Z+1,r24", 2, 2);
        line("ldd r24,Z+2", 2, 2), line("adc r24,r0", 2, 1), line("std Z+2,r24", 2, 2);
    }

    void write(const Plan::Group& group) {
        const auto before = held_;
        const int base = base_;
        const double all = calls_;
        const bool ends = group.end < steps_;
        if (group.first > 0) {
            skip_unless("brsh", group.first, "9f", calls_between(reached_, group.first));
            reached_ = group.first;
        }
        if (ends) skip_unless("brlo", group.end, "8f", calls_between(group.end, steps_));
        calls_ = group.positions;
        const double here = position_;
        for (const auto& kernel : group.kernels) write(kernel);
        if (ends) {
            rebase(base);
            position_ = here;  // not of the last step
            text_ += "        \"8:\\n\\t\"\n";
            for (size_t slot = 0; slot < held_.size(); ++slot)
                if (held_[slot] != before[slot]) held_[slot].reset();
        }
        calls_ = all;
    }

    /// Goes on where the step is on one side of `bound`; the calls that are not take a cycle more.
    void skip_unless(const char* branch, uint32_t bound, const char* to, double skipping) {
        const double all = calls_;
        calls_ = calls_between(reached_, steps_);
        line(fmt::format("cpi r25,{}", bound), 2, 1);
        line(fmt::format("{} 1f", branch), 2, 2), line(fmt::format("rjmp {}", to), 2, 0);
        cycles_ += skipping;
        calls_ = all;
        text_ += "        \"1:\\n\\t\"\n";
    }
    /// Of the steps from .. to - 1 those at which the code is called.
    double calls_between(uint32_t from, uint32_t to) const {
        const auto up_to = [&](uint32_t step) { return (step + stride_ - 1) / stride_; };
        return from < to ? static_cast<double>(up_to(to) - up_to(from)) : 0;
    }

    void write(const Plan::Kernel& kernel) {
        const auto operands = Uses::operands(kernel);
        bool first = true;
        for (size_t i = 0; i < operands.size(); ++i, ++now_) {
            const bool plus = i < operands.size() - kernel.minus.size();
            if (first) {
                load_value(operands[i]);
                if (kernel.plus.size() == 2 && kernel.plus[0] == kernel.plus[1]) line("lsl r24", 2, 1);
            } else {
                line(fmt::format("{} r24,r{}", plus ? "add" : "sub", sample(operands[i])), 2, 1);
            }
            first = false;
        }
        for (const auto& threshold : kernel.thresholds) write(threshold);
    }

    void write(const Plan::Threshold& threshold) {
        const int32_t weight = threshold.weight;
        if (weight == 0) return;
        comparisons_ += calls_;
        line(fmt::format("cpi r24,{}", threshold.limit), 2, 1);
        if (weight >= -63 && weight <= 63) {
            line("brlt .+2", 2, 1.5);
            line(fmt::format("{} r26,{}", weight > 0 ? "adiw" : "sbiw", std::abs(weight)), 2, 1);
        } else {
            line("brlt .+4", 2, 1.5);
            line(fmt::format("subi r26,lo8({})", -weight), 2, 0.5);
            line(fmt::format("sbci r27,hi8({})", -weight), 2, 0.5);
        }
    }

    /// r24 = the sample.
    void load_value(int tap) {
        if (const auto slot = slot_of(tap)) {
            line(fmt::format("mov r24,r{}", register_of(*slot)), 2, 1);
        } else if (const auto taken = make_room(tap)) {
            load(register_of(*taken), tap);
            line(fmt::format("mov r24,r{}", register_of(*taken)), 2, 1);
        } else {
            load(24, tap);
        }
    }
    /// The register that holds the sample, now if not before.
    int sample(int tap) {
        if (const auto slot = slot_of(tap)) return register_of(*slot);
        const auto taken = make_room(tap);
        const int to = taken ? register_of(*taken) : 0;
        load(to, tap);
        return to;
    }
    std::optional<size_t> slot_of(int tap) const {
        for (size_t slot = 0; slot < held_.size(); ++slot)
            if (held_[slot] == tap) return slot;
        return std::nullopt;
    }
    /// A register for a sample that is read again, sooner than what it held.
    std::optional<size_t> make_room(int tap) {
        const size_t again = uses_.next(tap, now_);
        if (again == uses_.count()) return std::nullopt;
        size_t choice = held_.size(), latest = again;
        for (size_t slot = 0; slot < held_.size(); ++slot) {
            const size_t next = held_[slot] ? uses_.next(*held_[slot], now_) : uses_.count();
            if (next > latest) choice = slot, latest = next;
            if (next == uses_.count()) break;
        }
        if (choice == held_.size()) return std::nullopt;
        held_[choice] = tap;
        used_ = std::max(used_, choice + 1);
        return choice;
    }

    void load(int to, int tap) {
        if (base_ + tap < 0 || base_ + tap > furthest) rebase(furthest / 2 - tap);
        line(fmt::format("ldd r{},Z+{}", to, base_ + tap), 2, 2);
    }
    /// Z = newest step - base.
    void rebase(int base) {
        const int down = base - base_;
        base_ = base;
        if (down == 0) return;
        if (std::abs(down) <= 63) {
            line(fmt::format("{} r30,{}", down > 0 ? "sbiw" : "adiw", std::abs(down)), 2, 2);
        } else {
            line(fmt::format("subi r30,lo8({})", down), 2, 1),
                line(fmt::format("sbci r31,hi8({})", down), 2, 1);
        }
    }

    double last_group_reached() const { return position_; }

    const Plan& plan_;
    Uses uses_;
    std::vector<std::optional<int>> held_;  ///< by slot: the sample in its register
    uint32_t steps_, stride_;
    uint32_t reached_ = 0;  ///< the calls before this step have gone to the end
    size_t used_ = 0, now_ = 0;
    int base_ = base_offset;
    double calls_ = 0, bytes_ = 0, cycles_ = 0, position_ = 0, last_ = 0, comparisons_ = 0;
    std::string text_;
};

bool score_is_short(const Plan& plan) {
    int64_t low = 0, high = 0;
    for (const auto& group : plan.groups)
        for (const auto& kernel : group.kernels) {
            const KernelRange range = range_of(kernel);
            low += range.low * group.positions, high += range.high * group.positions;
        }
    return low >= -32768 && high <= 32767;
}

}  // namespace

DifferencesCode differences_code(const model::Proportions& layer, const model::LayerShape& in,
                                 const model::Dense& dense, bool fast) {
    const Plan plan = plan_differences(layer, in, dense.weights.q);
    DifferencesCode best;
    for (size_t registers = 0; registers <= most_registers; ++registers) {
        Writer writer(plan, registers, in.steps, 1u << layer.stride_log2);
        const bool short_score = score_is_short(plan);
        writer.write(short_score);
        DifferencesCode code = writer.take();
        code.short_score = short_score;
        const bool better = fast ? code.cycles < best.cycles : code.bytes < best.bytes;
        if (registers == 0 || better) best = std::move(code);
    }
    return best;
}

}  // namespace mote::codegen
