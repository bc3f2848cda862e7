#include "link/serial_port.hpp"

// The kernel's own terminal interface: unlike the C library's it takes any baud rate (BOTHER).
#include <asm/termbits.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace mote::link {
namespace {

Error open_error(const std::string& device, int number) {
    switch (number) {
        case ENOENT:
            return {ErrorCode::io, "there is no such device", device, missing_device_remedy()};
        case EACCES:
        case EPERM:
            return {ErrorCode::io, "no permission to open the device", device,
                    "sudo usermod -aG dialout $USER, then log in again"};
        case EBUSY:
            return {ErrorCode::io, "the device is in use", device,
                    "close the other program that has it open"};
        case ENODEV:
        case ENXIO:
        case EIO:
            return {ErrorCode::io, "no board is behind the device", device, missing_device_remedy()};
        default:
            return {ErrorCode::io, std::string("cannot be opened: ") + std::strerror(number), device, {}};
    }
}

/// Raw: no byte has a meaning to the terminal driver, none is translated.
void make_raw(termios2& settings) {
    settings.c_iflag = IGNPAR | IGNBRK;
    settings.c_oflag = 0;
    settings.c_lflag = 0;
    settings.c_cflag = CS8 | CREAD | CLOCAL;
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
}

Status configure(const std::string& device, int descriptor, unsigned baud) {
    termios2 settings = {};
    if (ioctl(descriptor, TCGETS2, &settings) != 0) {
        return Error{ErrorCode::io, "is not a serial device", device, missing_device_remedy()};
    }
    make_raw(settings);
    settings.c_cflag |= BOTHER | (BOTHER << IBSHIFT);
    settings.c_ispeed = settings.c_ospeed = baud;
    if (baud == 0 || ioctl(descriptor, TCSETS2, &settings) != 0) {
        return Error{ErrorCode::usage, "the device refuses " + std::to_string(baud) + " baud", device,
                     "give the rate of the sketch with --baud (230400 unless it was changed)"};
    }
    ioctl(descriptor, TCFLSH, TCIOFLUSH);
    return Done{};
}

}  // namespace

Result<SerialPort> SerialPort::open(const std::string& device, unsigned baud) {
    const int descriptor = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) {
        // A folder, for instance, cannot be opened for writing at all.
        if (errno == EISDIR)
            return Error{ErrorCode::io, "is not a serial device", device, missing_device_remedy()};
        return open_error(device, errno);
    }
    SerialPort port(device, descriptor);
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) return open_error(device, EBUSY);
    MOTE_CHECK(configure(device, descriptor, baud));
    int lines = 0;
    port.resets_board_ = ioctl(descriptor, TIOCMGET, &lines) == 0;
    return port;
}

SerialPort::SerialPort(SerialPort&& other) noexcept
    : device_(std::move(other.device_)), descriptor_(other.release()), resets_board_(other.resets_board_) {}

SerialPort& SerialPort::operator=(SerialPort&& other) noexcept {
    std::swap(device_, other.device_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(resets_board_, other.resets_board_);
    return *this;
}

SerialPort::~SerialPort() {
    if (descriptor_ >= 0) close(descriptor_);
}

int SerialPort::release() {
    return std::exchange(descriptor_, -1);
}

std::vector<std::string> likely_ports() {
    std::vector<std::string> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/dev", error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("ttyACM") || name.starts_with("ttyUSB")) found.push_back(entry.path().string());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string missing_device_remedy() {
    const auto ports = likely_ports();
    if (ports.empty())
        return "plug the board in and look for /dev/ttyACM* or /dev/ttyUSB*, or start mote-board";
    std::string text = "devices that are there:";
    for (const auto& port : ports) text += " " + port;
    return text;
}

}  // namespace mote::link
