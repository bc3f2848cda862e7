/* SPDX-License-Identifier: 0BSD
 * The sketch on a computer: the device's own C code above, a pseudo-terminal or UDP below instead of a UART.
 *
 *     device --link NAME     a pseudo-terminal; NAME becomes a symbolic link to it
 *     device --udp PORT      listens on 127.0.0.1, replies to the sender
 *
 * build.sh makes it of an exported library. Its CPU has 16 MHz. It ends with a signal. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "mote_app.h"

#define CPU_HZ 16000000u
#define IDLE_MS 200 /* between looks at a quiet line, for its time-out between bytes */

static int line = -1; /* the terminal's other side, or the socket */
static int is_udp = 0;
static struct sockaddr_in client;
static uint8_t received[65536]; /* a datagram */
static size_t received_from, received_to;
static uint8_t leaving[4096];
static size_t leaving_count;
static uint64_t timer_from, timer_sum;

static uint64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void give_up(const char* what) {
    perror(what);
    exit(1);
}

/* ---- the line ---- */

static void open_terminal(const char* link) {
    struct termios raw;
    char name[128];
    int slave;
    line = posix_openpt(O_RDWR | O_NOCTTY);
    if (line < 0 || grantpt(line) != 0 || unlockpt(line) != 0 || ptsname_r(line, name, sizeof name) != 0)
        give_up("pseudo-terminal");
    slave = open(name, O_RDWR | O_NOCTTY); /* stays open, so that the terminal outlives its clients */
    if (slave < 0 || tcgetattr(slave, &raw) != 0) give_up(name);
    cfmakeraw(&raw);
    tcsetattr(slave, TCSANOW, &raw);
    unlink(link);
    if (symlink(name, link) != 0) give_up(link);
}

static void open_udp(const char* port) {
    struct sockaddr_in here;
    memset(&here, 0, sizeof here);
    here.sin_family = AF_INET;
    here.sin_port = htons((uint16_t)atoi(port));
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    line = socket(AF_INET, SOCK_DGRAM, 0);
    if (line < 0 || bind(line, (struct sockaddr*)&here, sizeof here) != 0) give_up(port);
    is_udp = 1;
}

static void hear(void) {
    socklen_t size = sizeof client;
    const ssize_t got = is_udp
                            ? recvfrom(line, received, sizeof received, 0, (struct sockaddr*)&client, &size)
                            : read(line, received, sizeof received);
    received_from = 0;
    received_to = got > 0 ? (size_t)got : 0;
}

static void say(void) {
    size_t from = 0;
    while (from < leaving_count) {
        const ssize_t sent =
            is_udp ? sendto(line, leaving, leaving_count, 0, (struct sockaddr*)&client, sizeof client)
                   : write(line, leaving + from, leaving_count - from);
        if (sent <= 0) break;
        from += (size_t)sent;
    }
    leaving_count = 0;
}

/* ---- what the application needs of a board ---- */

void mote_board_begin(void) {}

void mote_board_put(uint8_t byte) {
    leaving[leaving_count++] = byte;
    if (leaving_count == sizeof leaving) say();
}

void mote_board_leds(uint8_t lit) {
    (void)lit;
}

uint8_t mote_board_received(const uint8_t** bytes) {
    const size_t count = received_to - received_from;
    *bytes = received + received_from;
    return (uint8_t)(count < 64 ? count : 64);
}

void mote_board_release(uint8_t count) {
    received_from += count;
}

void mote_board_sleep(uint8_t wanted) {
    struct pollfd entry = {line, POLLIN, 0};
    (void)wanted;
    if (received_from < received_to) return;
    say();
    if (poll(&entry, 1, IDLE_MS) > 0) hear();
}

void mote_board_timer_start(void) {
    timer_sum = 0;
    timer_from = nanoseconds();
}
void mote_board_timer_pause(void) {
    timer_sum += nanoseconds() - timer_from;
}
void mote_board_timer_resume(void) {
    timer_from = nanoseconds();
}
uint32_t mote_board_timer_stop(void) {
    return (uint32_t)((timer_sum + nanoseconds() - timer_from) * (CPU_HZ / 1000000u) / 1000u);
}

uint32_t mote_board_ram_now(void) {
    return 0;
}
uint32_t mote_board_ram_total(void) {
    return 0;
}
uint32_t mote_board_io_buffer(void) {
    return 256;
}
uint32_t mote_board_cpu_hz(void) {
    return CPU_HZ;
}

static uint32_t milliseconds(void) {
    return (uint32_t)(nanoseconds() / 1000000u);
}

int main(int count, char** words) {
    if (count != 3 || (strcmp(words[1], "--link") != 0 && strcmp(words[1], "--udp") != 0)) {
        fprintf(stderr, "usage: %s --link NAME | --udp PORT\n", words[0]);
        return 2;
    }
    strcmp(words[1], "--udp") == 0 ? open_udp(words[2]) : open_terminal(words[2]);
    if (mote_app_init() != 0) fprintf(stderr, "the model cannot be loaded\n");
    for (;;) {
        const uint8_t* bytes;
        const uint8_t there = mote_board_received(&bytes);
        if (there > 0) mote_board_release(mote_app_take(bytes, there, milliseconds()));
        mote_app_tick(milliseconds());
        mote_board_sleep(mote_app_wants());
    }
}
