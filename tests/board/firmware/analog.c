/* Converts A0 and A1 in turn, every 10 ms from the start on, and prints both as a line of decimal digits. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

static volatile uint8_t due;

ISR(TIMER1_COMPA_vect) {
    due = 1;
}

static void put(char c) {
    while (!(UCSR0A & _BV(UDRE0))) {
    }
    UDR0 = (uint8_t)c;
}

static void print(uint16_t value) {
    uint16_t divider = 1000;
    for (; divider > 0; divider /= 10) put((char)('0' + value / divider % 10));
}

static uint16_t convert(uint8_t channel) {
    ADMUX = (uint8_t)(_BV(REFS0) | channel);
    ADCSRA |= _BV(ADSC);
    while (ADCSRA & _BV(ADSC)) {
    }
    return ADC;
}

int main(void) {
    UBRR0 = 0;
    UCSR0A = _BV(U2X0);
    UCSR0B = _BV(TXEN0);
    ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
    OCR1A = F_CPU / 8 / 100 - 1;
    TCCR1B = _BV(WGM12) | _BV(CS11);
    TIMSK1 = _BV(OCIE1A);
    sei();
    for (;;) {
        sleep_mode();
        if (!due) continue;
        due = 0;
        print(convert(0));
        put(' ');
        print(convert(1));
        put('\n');
    }
}
