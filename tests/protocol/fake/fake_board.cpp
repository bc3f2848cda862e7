#include "fake_board.hpp"

#include "mote_board.h"

namespace mote::test {
FakeBoard board;
}  // namespace mote::test

using mote::test::board;

void mote_board_begin(void) {}
void mote_board_put(uint8_t byte) {
    board.sent.push_back(byte);
}
void mote_board_leds(uint8_t lit) {
    board.leds = lit;
}
void mote_board_timer_start(void) {
    ++board.running;
}
uint32_t mote_board_timer_stop(void) {
    return --board.running, board.cycles;
}
uint32_t mote_board_ram_now(void) {
    return 1000;
}
uint32_t mote_board_ram_total(void) {
    return 8192;
}
uint32_t mote_board_io_buffer(void) {
    return 128;
}
uint32_t mote_board_cpu_hz(void) {
    return 16000000;
}
