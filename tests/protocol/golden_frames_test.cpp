// The frames of docs/protocol.md, written and read.
#include <gtest/gtest.h>

#include "frames.hpp"
#include "mote_crc16.h"

namespace mote::test {
namespace {

const Bytes model_info_request = hex("aa 55 0a 00 01 00 00 00 13 74");
const Bytes model_info_reply = hex("aa 55 0e 00 81 00 00 00 02 00 01 00 5a 1c");
const Bytes dataset_info_request = hex("aa 55 0e 00 02 00 00 00 bc 00 00 00 14 49");
const Bytes dataset_info_reply = hex("aa 55 0a 00 82 00 00 00 f7 32");
const Bytes performance_request = hex("aa 55 0a 00 04 00 00 00 56 c8");
const Bytes invalid_size_error = hex("aa 55 0a 00 80 01 00 00 af e8");

TEST(GoldenFrames, checksum_of_the_check_string) {
    const Bytes check = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    EXPECT_EQ(mote_crc16(0, check.data(), 9), 0x31C3);
}

TEST(GoldenFrames, requests_are_written_as_published) {
    EXPECT_EQ(written([](auto* w) { mote_request_model_info(w, 0); }), model_info_request);
    const mote_dataset_info info = {188, 0};
    EXPECT_EQ(written([&](auto* w) { mote_request_dataset_info(w, 0, &info); }), dataset_info_request);
    EXPECT_EQ(written([](auto* w) { mote_request_performance(w, 0); }), performance_request);
}

TEST(GoldenFrames, replies_are_written_as_published) {
    const mote_header model = request_header(MOTE_TYPE_MODEL_INFO);
    const mote_model_info info = {2, MOTE_FRAME_TASK_BINARY};
    EXPECT_EQ(written([&](auto* w) { mote_reply_model_info(w, &model, &info); }), model_info_reply);
    const mote_header dataset = request_header(MOTE_TYPE_DATASET_INFO);
    EXPECT_EQ(written([&](auto* w) { mote_reply_dataset_info(w, &dataset); }), dataset_info_reply);
    EXPECT_EQ(written([&](auto* w) { mote_reply_error(w, &dataset, MOTE_ERROR_INVALID_SIZE); }),
              invalid_size_error);
}

TEST(GoldenFrames, all_are_read) {
    Listener listener;
    for (const auto& frame : {model_info_request, model_info_reply, dataset_info_request, dataset_info_reply,
                              performance_request, invalid_size_error}) {
        listener.feed(frame);
    }
    ASSERT_EQ(listener.good(), 6u);
    mote_model_info model;
    ASSERT_TRUE(mote_read_model_info(listener.frames[1].payload.data(), 4, &model));
    EXPECT_EQ(model.outputs, 2);
    EXPECT_EQ(model.task, MOTE_FRAME_TASK_BINARY);
    mote_dataset_info dataset;
    ASSERT_TRUE(mote_read_dataset_info(listener.frames[2].payload.data(), 4, &dataset));
    EXPECT_EQ(dataset.columns, 188);
    EXPECT_EQ(dataset.reverse_bytes, 0);
    EXPECT_EQ(listener.frames[5].header.type, MOTE_TYPE_ERROR | MOTE_REPLY_BIT);
    EXPECT_EQ(listener.frames[5].header.error, MOTE_ERROR_INVALID_SIZE);
}

TEST(GoldenFrames, a_sample_ends_with_the_bias) {
    const float values[] = {-2.5f, 300.0f};
    const Bytes frame = written([&](auto* w) { mote_request_sample(w, 0x1234, values, 2); });
    ASSERT_EQ(frame.size(), 10u + 3 * 4);
    Listener listener;
    listener.feed(frame);
    ASSERT_EQ(listener.good(), 1u);
    const auto& got = listener.frames[0];
    EXPECT_EQ(mote_sequence(&got.header), 0x1234);
    ASSERT_EQ(got.payload.size(), 12u);
    EXPECT_EQ(mote_read_f32(&got.payload[0]), -2.5f);
    EXPECT_EQ(mote_read_f32(&got.payload[4]), 300.0f);
    EXPECT_EQ(Bytes(got.payload.begin() + 8, got.payload.end()), hex("00 00 80 3f"));
}

TEST(GoldenFrames, a_performance_report_comes_back_as_it_was) {
    const mote_performance sent = {1.5f, 2.5f, 2.0f, 700, 8192, 128, 594, 16000000};
    const mote_header request = request_header(MOTE_TYPE_PERFORMANCE, 7, 9);
    const Bytes frame = written([&](auto* w) { mote_reply_performance(w, &request, &sent); });
    ASSERT_EQ(frame.size(), 42u);
    Listener listener;
    listener.feed(frame);
    ASSERT_EQ(listener.good(), 1u);
    mote_performance got;
    ASSERT_TRUE(mote_read_performance(listener.frames[0].payload.data(), 32, &got));
    EXPECT_EQ(got.min_us, sent.min_us);
    EXPECT_EQ(got.max_us, sent.max_us);
    EXPECT_EQ(got.mean_us, sent.mean_us);
    EXPECT_EQ(got.ram_now, sent.ram_now);
    EXPECT_EQ(got.ram_total, sent.ram_total);
    EXPECT_EQ(got.io_buffer, sent.io_buffer);
    EXPECT_EQ(got.model_flash, sent.model_flash);
    EXPECT_EQ(got.cpu_hz, sent.cpu_hz);
    EXPECT_EQ(listener.frames[0].header.reserved[0], 7);
    EXPECT_EQ(listener.frames[0].header.reserved[1], 9);
}

TEST(GoldenFrames, readers_refuse_another_size) {
    const uint8_t bytes[33] = {};
    mote_model_info model;
    mote_dataset_info dataset;
    mote_performance report;
    EXPECT_FALSE(mote_read_model_info(bytes, 3, &model));
    EXPECT_FALSE(mote_read_dataset_info(bytes, 5, &dataset));
    EXPECT_FALSE(mote_read_performance(bytes, 33, &report));
}

TEST(GoldenFrames, a_buffer_that_is_too_small_is_told_and_not_overrun) {
    uint8_t bytes[12];
    for (auto& byte : bytes) byte = 0xEE;
    mote_buffer buffer = {bytes, 9, 0};
    mote_writer writer = {mote_write_to_buffer, &buffer, 0};
    mote_request_model_info(&writer, 0);
    EXPECT_EQ(buffer.used, 10);
    EXPECT_EQ(Bytes(bytes, bytes + 9), Bytes(model_info_request.begin(), model_info_request.begin() + 9));
    EXPECT_EQ(bytes[9], 0xEE);
}

}  // namespace
}  // namespace mote::test
