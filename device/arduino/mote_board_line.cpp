// SPDX-License-Identifier: 0BSD
// The serial line: USART0 with an interrupt and a ring of its own, since the core's take 5 times as many cycles
// a byte. Sending waits for the port: nothing else is to be done meanwhile. The core's Serial must not be used
// besides (both have the same interrupt); with -DMOTE_CORE_SERIAL it is used instead, up to 230400 baud. So it
// is where the serial line is USB.
#ifdef ARDUINO
#include <Arduino.h>
#include <avr/sleep.h>

#include "model.h"
#include "mote_board.h"
#include "mote_board_parts.h"
#include "mote_config.h"

#ifndef MOTE_BAUD
#define MOTE_BAUD 230400UL  // as published; 250000, 500000 and 1000000 are exact at 16 MHz
#endif

#if defined(USART0_RX_vect)
#define RX_vect USART0_RX_vect
#elif defined(USART_RX_vect)
#define RX_vect USART_RX_vect
#endif

static const uint8_t most_at_once = 64;

#if defined(RX_vect) && defined(UBRR0H) && !defined(MOTE_CORE_SERIAL)

// At double speed a bit lasts 8 cycles times a whole number.
#define DIVIDER ((F_CPU + 4UL * (MOTE_BAUD)) / (8UL * (MOTE_BAUD)))
#if DIVIDER < 1 || DIVIDER > 4096 || F_CPU / DIVIDER / 8 > (MOTE_BAUD) / 1000 * 1045 || \
    F_CPU / DIVIDER / 8 < (MOTE_BAUD) / 1000 * 955
#error "MOTE_BAUD cannot be made from this clock: 250000, 500000 and 1000000 can from 16 MHz"
#endif

// As large as 8 bits can count, unless the RAM is small and a row of samples is kept in it.
#ifndef MOTE_RING_BYTES
#if RAMEND - RAMSTART >= 4000 || !MODEL_KEEPS_ROW
#define MOTE_RING_BYTES 256
#else
#define MOTE_RING_BYTES 128
#endif
#endif
#define RING_MASK ((MOTE_RING_BYTES)-1)
#if (MOTE_RING_BYTES) > 256 || ((MOTE_RING_BYTES)&RING_MASK) != 0
#error "MOTE_RING_BYTES must be a power of two, at most 256"
#endif

static volatile uint8_t ring[MOTE_RING_BYTES];
static volatile uint8_t head;  // where the next byte goes
static volatile uint8_t tail;  // oldest byte that is not released

// 49 cycles with entry and return; the compiler's own is half as long again. When the ring is full the byte is
// dropped: the checksum tells.
ISR(RX_vect, ISR_NAKED) {
    asm volatile(
        "push r24\n\tin r24, __SREG__\n\tpush r24\n\tpush r30\n\tpush r31\n\t"
        "lds r30, %[head]\n\tlds r31, %[tail]\n\t"
        "mov r24, r30\n\tsubi r24, 0xff\n\t"
#if RING_MASK != 255
        "andi r24, %[mask]\n\t"
#endif
        "cp r24, r31\n\tbreq 1f\n\t"
        "sts %[head], r24\n\t"
        "ldi r31, 0\n\tsubi r30, lo8(-(%[ring]))\n\tsbci r31, hi8(-(%[ring]))\n\t"
        "lds r24, %[data]\n\tst Z, r24\n"
        "2:\tpop r31\n\tpop r30\n\tpop r24\n\tout __SREG__, r24\n\tpop r24\n\treti\n"
        "1:\tlds r24, %[data]\n\trjmp 2b"
        :
        : [data] "n"(_SFR_MEM_ADDR(UDR0)), [head] "i"(&head), [tail] "i"(&tail), [ring] "i"(ring),
          [mask] "M"(RING_MASK));
}

void mote_board_line_begin() {
    UBRR0H = static_cast<uint8_t>((DIVIDER - 1) >> 8);
    UBRR0L = static_cast<uint8_t>(DIVIDER - 1);
    UCSR0A = _BV(U2X0);
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

void mote_board_put(uint8_t value) {
    while (!(UCSR0A & _BV(UDRE0))) {
    }
    UDR0 = value;
}

uint8_t mote_board_received(const uint8_t** bytes) {
    const uint8_t from = tail;
    const uint8_t count = static_cast<uint8_t>(head - from) & RING_MASK;
    const uint16_t before_end = MOTE_RING_BYTES - from;
    *bytes = const_cast<const uint8_t*>(ring) + from;
    const uint8_t in_one_piece = count < before_end ? count : static_cast<uint8_t>(before_end);
    return in_one_piece < most_at_once ? in_one_piece : most_at_once;
}

void mote_board_release(uint8_t count) {
    tail = static_cast<uint8_t>(tail + count) & RING_MASK;
}

// Idle: the serial line and the core's millisecond timer go on and wake the chip. A byte that arrives after
// the question cannot be slept over: sei takes effect behind the instruction that follows it. No new byte: it was
// something else that woke the chip, the millisecond.
void mote_board_sleep(uint8_t wanted) {
    const uint8_t from = tail;
    set_sleep_mode(SLEEP_MODE_IDLE);
    sleep_enable();
    cli();
    uint8_t had = head;
    if ((static_cast<uint8_t>(had - from) & RING_MASK) < wanted) {
        for (;;) {
            sei();
            sleep_cpu();
            cli();
            const uint8_t now = head;
            if (now == had || (static_cast<uint8_t>(now - from) & RING_MASK) >= wanted) break;
            had = now;
        }
    }
    sei();
    sleep_disable();
}

uint32_t mote_board_io_buffer() {
    return MOTE_RING_BYTES;
}

#else

static uint8_t received[most_at_once];
static uint8_t waiting;

void mote_board_line_begin() {
    Serial.begin(MOTE_BAUD);
}

void mote_board_put(uint8_t value) {
    Serial.write(value);
}

uint8_t mote_board_received(const uint8_t** bytes) {
    while (waiting < most_at_once && Serial.available())
        received[waiting++] = static_cast<uint8_t>(Serial.read());
    *bytes = received;
    return waiting;
}

void mote_board_release(uint8_t count) {
    waiting = static_cast<uint8_t>(waiting - count);
    memmove(received, received + count, waiting);
}

// The core does not say how many interrupts make a byte: until any of them.
void mote_board_sleep(uint8_t) {
    set_sleep_mode(SLEEP_MODE_IDLE);
    cli();
    if (!Serial.available()) {
        sleep_enable();
        sei();
        sleep_cpu();
        sleep_disable();
    }
    sei();
}

uint32_t mote_board_io_buffer() {
    return most_at_once;
}
#endif
#endif
