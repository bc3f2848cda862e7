/* Sends back every byte: received in an interrupt, sent by polling. The ring is as small as the serial line's
 * own buffering allows, so that lost bytes would show. */
#include <avr/interrupt.h>
#include <avr/io.h>

#ifndef DIVIDER
#define DIVIDER 0 /* 1 Mbit/s at 16 MHz */
#endif

static volatile uint8_t ring[64];
static volatile uint8_t head, tail;

ISR(USART0_RX_vect) {
    ring[head] = UDR0;
    head = (uint8_t)(head + 1) % sizeof(ring);
}

int main(void) {
    UBRR0 = DIVIDER;
    UCSR0B = (uint8_t)(1 << RXEN0) | (uint8_t)(1 << TXEN0) | (uint8_t)(1 << RXCIE0);
    sei();
    for (;;) {
        while (head == tail) {
        }
        while (!(UCSR0A & (1 << UDRE0))) {
        }
        UDR0 = ring[tail];
        tail = (uint8_t)(tail + 1) % sizeof(ring);
    }
}
