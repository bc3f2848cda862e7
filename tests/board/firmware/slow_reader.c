/* Takes five byte times for each byte that it receives, and sends it back. */
#include <avr/io.h>
#include <util/delay.h>

int main(void) {
    UBRR0 = 0;
    UCSR0B = (1 << RXEN0) | (1 << TXEN0);
    for (;;) {
        while (!(UCSR0A & (1 << RXC0))) {
        }
        _delay_us(50);
        UDR0 = UDR0;
    }
}
