/* Ways for a chip to come to an end, chosen by WAY. */
#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#define RETURN 1
#define SLEEP 2
#define BAD_OPCODE 3
#define RUN_AWAY 4
#define WATCHDOG 5

int main(void) {
#if WAY == SLEEP
    cli();
    sleep_enable();
    sleep_cpu();
#elif WAY == BAD_OPCODE
    __asm__ volatile(".word 0x0001");
#elif WAY == RUN_AWAY
    ((void (*)(void))0x8000)();
#elif WAY == WATCHDOG
    wdt_enable(WDTO_15MS);
    for (;;) {
    }
#endif
    return 0;
}
