/* Red on and off five times, green on for good at the end; then waits. The pull-up before the pin is an
 * output is not light. */
#include <avr/io.h>
#include <util/delay.h>

int main(void) {
    PORTB |= (1 << PB1);
    _delay_ms(1);
    PORTB &= (uint8_t) ~(1 << PB1);
    DDRB |= (1 << PB1) | (1 << PB0);
    for (uint8_t i = 0; i < 5; ++i) {
        PORTB |= (1 << PB1);
        _delay_ms(1);
        PINB = (1 << PB1); /* writing a one to the input register toggles */
        _delay_ms(1);
    }
    PORTB |= (1 << PB0);
    for (;;) {
    }
}
