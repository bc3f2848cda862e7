/* Sends 'x' for ever at 1 Mbit/s; after a 'q' it sends one 'y', lights its LED and is silent. */
#include <avr/io.h>

static void send(uint8_t byte) {
    while (!(UCSR0A & (1 << UDRE0))) {
    }
    UDR0 = byte;
}

int main(void) {
    UBRR0 = 0;
    UCSR0B = (1 << RXEN0) | (1 << TXEN0);
    while (!(UCSR0A & (1 << RXC0)) || UDR0 != 'q') send('x');
    send('y');
    while (!(UCSR0A & (1 << UDRE0))) {
    }
    DDRB = PORTB = 1 << PB1;
    for (;;) {
    }
}
