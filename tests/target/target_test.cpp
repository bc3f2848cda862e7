#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <numeric>

#include "core/files.hpp"
#include "core/rng.hpp"
#include "support/needs.hpp"
#include "target/mcu.hpp"
#include "target/measure.hpp"
#include "target/simulator.hpp"
#include "target/toolchain.hpp"

namespace mote::target {
namespace {

namespace fs = std::filesystem;

fs::path firmware(const std::string& name) {
    return fs::path(MOTE_SOURCE_DIR) / "tests/target/firmware" / (name + ".c");
}

MeasureRequest request_for(const std::string& name, const std::string& mcu, std::vector<uint8_t> rows,
                           size_t row_bytes) {
    MeasureRequest request;
    request.sources = {firmware(name)};
    request.mcu = mcu;
    request.rows = std::move(rows);
    request.row_bytes = row_bytes;
    request.answer_bytes = 4;
    return request;
}

class Target : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto tools = Toolchain::find();
        MOTE_NEEDS("sim", tools.ok(), tools.error().text());
    }

    static Measurement measured(const MeasureRequest& request) {
        const auto result = measure(request);
        EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().text());
        return result.ok() ? *result : Measurement();
    }
    static Error refused(const MeasureRequest& request) {
        const auto result = measure(request);
        EXPECT_FALSE(result.ok());
        return result.ok() ? Error() : result.error();
    }
    static Measurement sized(MeasureRequest request) {
        const auto result = measure_sizes(request);
        EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().text());
        return result.ok() ? *result : Measurement();
    }
};

/// Bytes on the stack for a return address, and cycles of call (rcall where the linker relaxes) plus ret.
struct CallCost {
    const char* mcu;
    unsigned address_bytes;
    unsigned call_and_return;
};
constexpr CallCost call_costs[] = {
    {"atmega2560", 3, 5 + 5}, {"atmega328p", 2, 4 + 4}, {"attiny85", 2, 3 + 4}};

TEST_F(Target, a_sum_answers_bit_by_bit_on_every_chip) {
    Rng rng(3);
    constexpr size_t values = 10, rows = 40;
    std::vector<uint8_t> bytes(rows * values * 2);
    for (auto& byte : bytes) byte = static_cast<uint8_t>(rng.below(256));
    std::vector<int32_t> expected(rows);
    for (size_t i = 0; i < rows * values; ++i)
        expected[i / values] += static_cast<int16_t>(bytes[2 * i] | (bytes[2 * i + 1] << 8));
    for (const Mcu& mcu : mcus()) {
        const auto result = measured(request_for("sum", std::string(mcu.name), bytes, 2 * values));
        ASSERT_EQ(result.answers.size(), rows * 4) << mcu.name;
        EXPECT_EQ(std::memcmp(result.answers.data(), expected.data(), rows * 4), 0) << mcu.name;
        EXPECT_EQ(result.cycles.size(), rows);
        EXPECT_EQ(result.cycles_min, result.cycles_max) << "nothing in it depends on the values";
        EXPECT_EQ(result.static_ram_bytes, 2 * values) << "the input buffer, and no copy of the answer";
        EXPECT_EQ(result.ram_bytes, result.static_ram_bytes + result.stack_bytes);
        EXPECT_GT(result.flash_bytes, 30u);
        EXPECT_LT(result.flash_bytes, 80u);
    }
}

TEST_F(Target, a_delay_takes_exactly_the_cycles_that_it_has) {
    for (const CallCost& cost : call_costs) {
        const auto result = measured(request_for("delay", cost.mcu, {1, 0, 2, 0, 0xE8, 0x03, 0xFF, 0xFF}, 2));
        const unsigned fixed = cost.call_and_return + 2 * 2 - 1;
        const std::vector<uint64_t> expected = {fixed + 4, fixed + 8, fixed + 4000, fixed + 4 * 65535};
        EXPECT_EQ(result.cycles, expected) << cost.mcu;
        EXPECT_EQ(result.cycles_min, fixed + 4);
        EXPECT_EQ(result.cycles_max, fixed + 4 * 65535);
        EXPECT_DOUBLE_EQ(result.cycles_mean, fixed + (4 + 8 + 4000 + 4 * 65535) / 4.0);
    }
}

TEST_F(Target, samples_that_are_taken_one_by_one_need_no_room_for_a_row) {
    Rng rng(4);
    constexpr size_t values = 1500, rows = 3;  // 3,000 bytes a row: more than the smaller chips have
    std::vector<uint8_t> bytes(rows * values * 2);
    for (auto& byte : bytes) byte = static_cast<uint8_t>(rng.below(256));
    std::vector<int32_t> expected(rows);
    for (size_t i = 0; i < rows * values; ++i)
        expected[i / values] += static_cast<int16_t>(bytes[2 * i] | (bytes[2 * i + 1] << 8));
    for (const Mcu& mcu : mcus()) {
        auto request = request_for("taken", std::string(mcu.name), bytes, 2 * values);
        request.sample_bytes = 2;
        request.defines = {"VALUES=" + std::to_string(values)};
        const auto result = measured(request);
        ASSERT_EQ(result.answers.size(), rows * 4) << mcu.name;
        EXPECT_EQ(std::memcmp(result.answers.data(), expected.data(), rows * 4), 0) << mcu.name;
        EXPECT_EQ(result.static_ram_bytes, 2u) << "one sample";
    }
}

TEST_F(Target, the_taking_of_samples_takes_no_cycles) {
    for (const CallCost& cost : call_costs) {
        auto request = request_for("taken", cost.mcu, {1, 0, 2, 0, 3, 0}, 6);
        request.sample_bytes = 2;
        request.defines = {"NOTHING"};
        EXPECT_EQ(measured(request).cycles_max, cost.call_and_return) << cost.mcu;
        request.sample_bytes = 4;
        EXPECT_EQ(refused(request).code, ErrorCode::usage) << "a row and a half of a sample";
    }
}

TEST_F(Target, the_stack_of_a_recursion_is_counted_to_the_byte) {
    for (const CallCost& cost : call_costs) {
        EXPECT_EQ(measured(request_for("descend", cost.mcu, {1}, 1)).stack_bytes, cost.address_bytes + 1);
        EXPECT_EQ(measured(request_for("descend", cost.mcu, {5, 50, 7}, 1)).stack_bytes,
                  50 * (cost.address_bytes + 1));
    }
}

TEST_F(Target, a_stack_that_runs_into_the_variables_is_the_users_to_mend) {
    const auto refused = measure(request_for("descend", "attiny85", {1, 255}, 1));  // 765 bytes of 512
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_NE(refused.error().text().find("stack"), std::string::npos);
}

TEST_F(Target, a_stack_pointer_half_way_through_a_move_is_not_depth) {
    for (const unsigned frame : {100u, 250u, 255u, 300u, 500u}) {
        auto request = request_for("frame", "atmega2560", {1}, 1);
        request.defines = {"FRAME=" + std::to_string(frame)};
        EXPECT_EQ(measured(request).stack_bytes, 3 + 2 + frame);
    }
}

TEST_F(Target, constants_count_as_flash_and_variables_as_ram) {
    const auto with = [](const char* table, const char* variables, const char* values) {
        auto request = request_for("table", "atmega2560", {1}, 1);
        request.defines = {std::string("TABLE=") + table, std::string("VARIABLES=") + variables,
                           std::string("VALUES=") + values};
        return sized(request);
    };
    const Measurement base = with("100", "10", "0");
    EXPECT_EQ(with("300", "10", "0").flash_bytes, base.flash_bytes + 200);
    EXPECT_EQ(base.static_ram_bytes, 1u + 10);
    EXPECT_EQ(with("100", "30", "0").static_ram_bytes, 1u + 30);
    EXPECT_EQ(with("100", "30", "0").flash_bytes, base.flash_bytes);
    const Measurement filled = with("100", "10", "40");
    EXPECT_EQ(filled.static_ram_bytes, 1u + 10 + 40);
    EXPECT_EQ(with("100", "10", "60").flash_bytes, filled.flash_bytes + 20)
        << "first values lie in the flash";
}

TEST_F(Target, the_sizes_without_a_run_are_those_with_one) {
    const auto request = request_for("sum", "atmega328p", std::vector<uint8_t>(20), 20);
    const auto run = measured(request);
    const auto sizes = sized(request);
    EXPECT_EQ(run.flash_bytes, sizes.flash_bytes);
    EXPECT_EQ(run.static_ram_bytes, sizes.static_ram_bytes);
    EXPECT_EQ(sizes.cycles_max, 0u);
}

TEST_F(Target, an_empty_program_has_the_size_that_the_linker_gives_it) {
    const auto tools = Toolchain::find();
    ASSERT_TRUE(tools.ok());
    Program settings;
    settings.mcu = "atmega2560";
    const auto sizes = tools->empty_program_sizes(settings);
    ASSERT_TRUE(sizes.ok()) << sizes.error().text();
    EXPECT_EQ(sizes->static_ram_bytes, 0u);
    EXPECT_GT(sizes->flash_bytes, 57u * 4) << "at least the vectors";
    EXPECT_LT(sizes->flash_bytes, 300u);
}

TEST_F(Target, a_file_that_is_no_program_has_no_sizes) {
    auto folder = TemporaryDirectory::create();
    ASSERT_TRUE(folder.ok());
    Program program;
    program.sources = {firmware("sum")};
    program.mcu = "atmega2560";
    program.defines = {"MOTE_ROW_BYTES=20", "MOTE_ANSWER_BYTES=4"};
    program.includes = {fs::path(MOTE_SOURCE_DIR) / "device/measure"};
    const fs::path object = folder->path() / "sum.o", broken = folder->path() / "broken.elf";
    ASSERT_TRUE(Toolchain::find()->compile(program, object).ok());
    const auto bytes = read_bytes(object);
    ASSERT_TRUE(bytes.ok());
    for (size_t length = 0; length < bytes->size(); length += 7) {  // cut off anywhere
        ASSERT_TRUE(write_file_atomically(broken, std::span(*bytes).first(length)).ok());
        const auto sizes = sizes_of_elf(broken);
        EXPECT_TRUE(sizes.ok() || sizes.error().code == ErrorCode::environment);
    }
    Rng rng(8);
    for (int i = 0; i < 300; ++i) {  // or with bytes of something else
        auto changed = *bytes;
        for (int k = 0; k < 8; ++k)
            changed[rng.below(static_cast<uint32_t>(changed.size()))] = static_cast<uint8_t>(rng.below(256));
        ASSERT_TRUE(write_file_atomically(broken, changed).ok());
        (void)sizes_of_elf(broken);
    }
    ASSERT_TRUE(write_file_atomically(broken, std::string_view("no program\n")).ok());
    EXPECT_EQ(sizes_of_elf(broken).error().code, ErrorCode::environment);
    EXPECT_EQ(sizes_of_elf(folder->path() / "none.elf").error().code, ErrorCode::io);
}

TEST_F(Target, each_step_is_told) {
    std::vector<std::string> steps;
    const auto result = measure(request_for("sum", "attiny85", std::vector<uint8_t>(20), 20),
                                [&](std::string_view step) { steps.emplace_back(step); });
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(steps, (std::vector<std::string>{"compile", "link", "run"}));
}

TEST_F(Target, what_does_not_fit_the_chip_is_refused) {
    auto request = request_for("table", "attiny85", {1}, 1);
    request.defines = {"TABLE=9000", "VARIABLES=1", "VALUES=0"};
    EXPECT_NE(refused(request).message.find("does not fit into the attiny85"), std::string::npos)
        << refused(request).text();
    request.defines = {"TABLE=10", "VARIABLES=600", "VALUES=0"};
    EXPECT_NE(refused(request).message.find("does not fit into the attiny85"), std::string::npos)
        << refused(request).text();
    request = request_for("frame", "attiny85", {1}, 1);
    request.defines = {"FRAME=520"};
    const Error error = refused(request);
    EXPECT_EQ(error.code, ErrorCode::usage) << error.text();
    EXPECT_NE(error.message.find("bytes of RAM"), std::string::npos) << error.text();
}

TEST_F(Target, an_inference_without_an_end_is_stopped) {
    auto request = request_for("endless", "atmega2560", {1}, 1);
    request.time_limit = std::chrono::seconds(1);
    const Error error = refused(request);
    EXPECT_EQ(error.code, ErrorCode::device);
    EXPECT_NE(error.message.find("time limit"), std::string::npos) << error.text();
}

TEST_F(Target, mistakes_of_the_caller_are_named) {
    EXPECT_EQ(refused(request_for("sum", "z80", {1}, 1)).code, ErrorCode::usage);
    EXPECT_NE(refused(request_for("sum", "z80", {1}, 1)).remedy.find("atmega2560"), std::string::npos);
    EXPECT_NE(refused(request_for("sum", "atmega2560", {1, 2, 3}, 2)).message.find("whole rows") +
                  refused(request_for("sum", "atmega2560", {1, 2, 3}, 2)).message.find("rows of 2"),
              std::string::npos);
    EXPECT_EQ(refused(request_for("none", "atmega2560", {1}, 1)).code, ErrorCode::environment);
    auto request = request_for("sum", "atmega2560", std::vector<uint8_t>(20), 20);
    request.board = "/mote-no-such-board";
    EXPECT_NE(refused(request).remedy.find("mote-board"), std::string::npos);
}

TEST_F(Target, a_missing_compiler_is_an_error_with_the_remedy) {
    const std::string path = std::getenv("PATH");
    ::setenv("PATH", "/mote-no-such-folder", 1);
    const auto tools = Toolchain::find();
    ::setenv("PATH", path.c_str(), 1);
    ASSERT_FALSE(tools.ok());
    EXPECT_EQ(tools.error().code, ErrorCode::environment);
    EXPECT_NE(tools.error().remedy.find("apt install gcc-avr avr-libc binutils-avr"), std::string::npos);
}

TEST_F(Target, a_stop_request_ends_a_measurement) {
    std::stop_source source;
    auto request = request_for("sum", "atmega2560", std::vector<uint8_t>(20), 20);
    request.stop = source.get_token();
    source.request_stop();
    EXPECT_EQ(refused(request).code, ErrorCode::interrupted);
}

}  // namespace
}  // namespace mote::target
