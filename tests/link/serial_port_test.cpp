#include "link/serial_port.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <termios.h>
#include <unistd.h>

#include "core/files.hpp"
#include "pty_board.hpp"

namespace mote::test {
namespace {

using link::SerialPort;

TEST(SerialPort, a_missing_device_is_named_with_a_remedy) {
    const auto port = SerialPort::open("/dev/no-such-board", 230400);
    ASSERT_FALSE(port);
    EXPECT_EQ(port.error().code, ErrorCode::io);
    EXPECT_EQ(port.error().place, "/dev/no-such-board");
    EXPECT_EQ(port.error().message, "there is no such device");
    EXPECT_FALSE(port.error().remedy.empty());
}

TEST(SerialPort, files_and_folders_are_no_serial_devices) {
    for (const char* path : {"/dev/null", "/tmp"}) {
        const auto port = SerialPort::open(path, 230400);
        ASSERT_FALSE(port) << path;
        EXPECT_EQ(port.error().message, "is not a serial device") << path;
    }
}

TEST(SerialPort, a_forbidden_device_names_the_group_to_join) {
    auto folder = TemporaryDirectory::create();
    ASSERT_TRUE(folder);
    const auto path = folder->path() / "port";
    ASSERT_TRUE(write_file_atomically(path, std::string_view("x")));
    std::filesystem::permissions(path, std::filesystem::perms::none);
    // Root may open everything: for this call it is someone else.
    const bool root = geteuid() == 0;
    ASSERT_TRUE(!root || seteuid(65534) == 0);
    const auto port = SerialPort::open(path.string(), 230400);
    ASSERT_TRUE(!root || seteuid(0) == 0);
    ASSERT_FALSE(port);
    EXPECT_NE(port.error().remedy.find("dialout"), std::string::npos);
}

TEST(SerialPort, a_port_in_use_is_refused) {
    PtyBoard board({});
    const auto first = SerialPort::open(board.device(), 230400);
    ASSERT_TRUE(first);
    const auto second = SerialPort::open(board.device(), 230400);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().message, "the device is in use");
}

TEST(SerialPort, passes_every_byte_value_unchanged) {
    PtyBoard board({});
    auto port = SerialPort::open(board.device(), 500000);
    ASSERT_TRUE(port);
    EXPECT_FALSE(port->resets_board());
    Bytes all(256);
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<uint8_t>(i);
    board.say(all);
    Bytes got;
    for (int tries = 0; got.size() < all.size() && tries < 1000; ++tries) {
        uint8_t bytes[256];
        const ssize_t count = read(port->descriptor(), bytes, sizeof bytes);
        if (count > 0) got.insert(got.end(), bytes, bytes + count);
        if (count < 0) usleep(1000);
    }
    EXPECT_EQ(got, all);
}

TEST(SerialPort, sets_rates_that_have_no_name) {
    PtyBoard board({});
    const auto port = SerialPort::open(board.device(), 250000);
    ASSERT_TRUE(port) << port.error().text();
    const auto refused = SerialPort::open(PtyBoard({}).device(), 0);
    EXPECT_FALSE(refused);
}

}  // namespace
}  // namespace mote::test
