// The text of mote_compiled.c while it is being written, by sections; emitters append to any of them.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "target/target.hpp"

namespace mote::codegen {

class Source {
  public:
    /// For chips of this architecture.
    explicit Source(const target::Target& target = target::target_of()) : target_(&target) {}
    /// static const uint8_t name[] in flash.
    void constant(const std::string& name, std::span<const uint8_t> bytes);
    /// Any other text among the constants: macros, tables.
    void declare(const std::string& text) { declarations_ += text + "\n", code_ += text + "\n"; }
    /// "#define name value", and what number(name) is.
    void define(const std::string& name, long value);
    /// What number(name) is, for numbers that stand in no macro.
    void note(const std::string& name, long value) { numbers_[name] = value; }
    /// A static variable (count 0) or array. It keeps its value from row to row.
    void keep(const std::string& type, const std::string& name, size_t count = 0);
    /// The same, but all zero at the first sample of each row. Its name in C is given back.
    std::string clear(const std::string& type, const std::string& name, size_t count = 0);
    /// An array of structs that were declared before, of so many bytes each.
    std::string clear_records(const std::string& type, const std::string& name, size_t count, size_t bytes);
    /// A C statement that is carried out before the first sample of each row, after what is cleared.
    void begin_row(const std::string& statement) { beginning_ += statement; }
    const std::string& beginning() const { return beginning_; }
    /// A function, in the order in which they are called for: later ones call earlier ones, or layers.
    void function(const std::string& text) { functions_ += text + "\n"; }
    /// Headers of device/compiled/ that the functions need.
    void include(const std::string& header);
    /// "static void layer_0(void);"
    void prototype(const std::string& text) { prototypes_ += text + "\n"; }

    /// C expression of score k (int32_t), by the last layer.
    void score(const std::string& expression) { score_ = expression; }
    const std::string& score() const { return score_; }
    size_t cleared_bytes() const { return cleared_bytes_; }
    bool clears() const { return !cleared_.empty(); }

    std::string text() const;
    /// What of the text decides on the code: without what tables hold, and with numbers above 16 told apart
    /// only by the bytes that they need. Sources of the same kind become about the same instructions.
    std::string kind() const;
    size_t ram_bytes() const { return ram_bytes_; }
    size_t constant_bytes() const { return constant_bytes_; }
    /// Of one constant; 0 when there is none of this name.
    size_t constant_bytes(const std::string& name) const;
    /// As it was defined or noted; 0 when there is none of this name.
    long number(const std::string& name) const;

  private:
    size_t bytes_of(const std::string& type, size_t count) const;
    void count_ram(const std::string& type, size_t count);

    const target::Target* target_;
    std::vector<std::pair<std::string, size_t>> constants_;
    std::map<std::string, long> numbers_;
    std::vector<std::string> includes_;
    std::string declarations_, code_, kept_, cleared_, prototypes_, functions_, score_, beginning_;
    size_t ram_bytes_ = 0, constant_bytes_ = 0, cleared_bytes_ = 0;
};

/// A number of a source whose first layer wants values of int8 as bytes that begin at 0: 128 more.
constexpr const char* from_zero = "values from 0 on";

/// "[4]", or nothing for a plain variable.
std::string extent(size_t count);

/// A byte that is read as int8_t.
inline uint8_t byte_of(int64_t value) {
    return static_cast<uint8_t>(value & 0xFF);
}

/// The lowest bytes of a value, the lowest first, as mote_take16 and its like read them.
inline void append_bytes(std::vector<uint8_t>& out, int64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; ++i) out.push_back(byte_of(value >> (8 * i)));
}

}  // namespace mote::codegen
