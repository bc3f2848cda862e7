/* Measures with timer 1, at one count a cycle, and reports three 16-bit numbers over the serial port:
 * the cost of an empty interrupt, the time in which ten bytes leave, the time between the first and the last
 * of a hundred received bytes. */
#include <avr/interrupt.h>
#include <avr/io.h>

ISR(TIMER1_COMPA_vect, ISR_NAKED) {
    __asm__ volatile("reti");
}

static uint16_t hundred_nops(void) {
    const uint16_t from = TCNT1;
    __asm__ volatile(".rept 100\n nop\n .endr" ::: "memory");
    return (uint16_t)(TCNT1 - from);
}

static void send(uint8_t byte) {
    while (!(UCSR0A & (1 << UDRE0))) {
    }
    UDR0 = byte;
}

static uint16_t ten_bytes(void) {
    UCSR0A = (1 << TXC0);
    const uint16_t from = TCNT1;
    for (uint8_t i = 0; i < 10; ++i) send(i);
    while (!(UCSR0A & (1 << TXC0))) {
    }
    return (uint16_t)(TCNT1 - from);
}

static uint16_t hundred_received(void) {
    uint16_t first = 0;
    for (uint8_t i = 0; i < 100; ++i) {
        while (!(UCSR0A & (1 << RXC0))) {
        }
        if (i == 0) first = TCNT1;
        (void)UDR0;
    }
    return (uint16_t)(TCNT1 - first);
}

static void send16(uint16_t value) {
    send((uint8_t)value);
    send((uint8_t)(value >> 8));
}

int main(void) {
    UBRR0 = 0;
    UCSR0B = (1 << RXEN0) | (1 << TXEN0);
    TCCR1B = (1 << CS10);
    const uint16_t without = hundred_nops();
    TCNT1 = 0;
    OCR1A = 40;
    TIFR1 = (1 << OCF1A);
    TIMSK1 = (1 << OCIE1A);
    sei();
    const uint16_t with = hundred_nops();
    cli();
    const uint16_t sent = ten_bytes();
    const uint16_t received = hundred_received();
    send16((uint16_t)(with - without));
    send16(sent);
    send16(received);
    for (;;) {
    }
}
