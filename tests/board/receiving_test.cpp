// What a received byte costs the sketch, all in: interrupt, ring, parser, checksum, conversion of the sample, waking up.
#include "board_fixture.hpp"
#include "mote_messages.h"
#include "sample_models.hpp"
#include "shell.hpp"
#include "target/firmware.hpp"

namespace board_test {
namespace {

constexpr double bound = 120;  // cycles a byte; at 1,000,000 baud one comes every 160
constexpr uint16_t inputs = 187;

template <class Write>
std::string written(Write write) {
    std::string out;
    mote_writer writer = {
        [](void* user, uint8_t byte) { static_cast<std::string*>(user)->push_back(static_cast<char>(byte)); },
        &out, 0};
    write(&writer);
    return out;
}

class Receiving : public BoardTest {
  protected:
    /// Rows to the sketch over 2 simulated seconds, so that what the chip does without them is always the same.
    struct Heard {
        double awake = 0;      ///< cycles
        double inference = 0;  ///< cycles of all inferences, as the chip reports them
        json board;
    };
    Heard run_rows(const std::filesystem::path& elf, size_t rows, const std::string& row,
                   size_t reply_bytes) {
        auto child = start(elf, {"--quiet", "--simulate", "2"});
        Heard heard;
        {
            Client client(in("tty"));
            size_t answered = 0;
            while (answered < rows && client.exchange(row, reply_bytes, 5s).size() == reply_bytes) ++answered;
            EXPECT_EQ(answered, rows);
            const auto ask = written([](mote_writer* w) { mote_request_performance(w, 0); });
            const auto reply = client.exchange(ask, MOTE_FRAME_MIN + MOTE_PERFORMANCE_BYTES);
            mote_performance report = {};
            EXPECT_TRUE(
                reply.size() == MOTE_FRAME_MIN + MOTE_PERFORMANCE_BYTES &&
                mote_read_performance(reinterpret_cast<const uint8_t*>(reply.data()) + MOTE_HEADER_BYTES,
                                      MOTE_PERFORMANCE_BYTES, &report));
            heard.inference = static_cast<double>(report.mean_us) * 16 * static_cast<double>(rows);
        }
        EXPECT_TRUE(child[0].wait().ok());
        heard.board = report();
        heard.awake = heard.board["cycles"].get<double>() - heard.board["cycles_asleep"].get<double>();
        return heard;
    }

    double cycles_a_byte(const mote::testing::Recipe& recipe) {
        const auto archive = mote::testing::Unpacked::of(mote::testing::make_package(recipe));
        mote::target::FirmwareOptions options;
        options.baud = 1000000;
        const auto firmware = mote::target::build_firmware(archive.library, in("sketch.elf"), options);
        EXPECT_TRUE(firmware) << firmware.error().text();
        if (!firmware) return 0;
        std::vector<float> values;
        for (int i = 0; i < inputs; ++i) values.push_back(static_cast<float>((i * 37) % 1024));
        const auto row = written([&](mote_writer* w) { mote_request_sample(w, 7, values.data(), inputs); });
        constexpr size_t rows = 20, reply = MOTE_FRAME_MIN + 2 * sizeof(float);
        const auto without = run_rows(firmware->elf, 0, row, reply),
                   with = run_rows(firmware->elf, rows, row, reply);
        EXPECT_EQ(with.board["overruns_avoided"], 0);
        EXPECT_EQ(with.board["bytes_in"].get<size_t>(), rows * row.size() + MOTE_FRAME_MIN);
        return (with.awake - without.awake - with.inference) / static_cast<double>(rows * row.size());
    }
};

/// One dense layer over 187 inputs: quick, so that all rows fit into the simulated time.
mote::testing::Recipe quick_model() {
    auto recipe = mote::testing::heartbeat();
    recipe.convolution = false;
    return recipe;
}

TEST_F(Receiving, a_byte_of_a_row_of_integers_costs_at_most_120_cycles) {
    const double cycles = cycles_a_byte(quick_model());
    EXPECT_LE(cycles, bound);
    EXPECT_GT(cycles, 60) << "less than the interrupt: the measurement is wrong";
    RecordProperty("cycles_a_byte", std::to_string(cycles));
}

TEST_F(Receiving, a_byte_of_a_row_of_floats_costs_at_most_120_cycles) {
    auto floats = quick_model();
    floats.raw_float = true;
    const double cycles = cycles_a_byte(floats);
    EXPECT_LE(cycles, bound);
    EXPECT_GT(cycles, 60);
    RecordProperty("cycles_a_byte", std::to_string(cycles));
}

}  // namespace
}  // namespace board_test
