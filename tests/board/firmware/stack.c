/* A known stack: main's call (3 bytes), then DEPTH calls of a function that pushes one byte and calls itself.
 */
#define STRING_(x) #x
#define STRING(x) STRING_(x)

__attribute__((naked, noinline, used)) void descend(void) {
    __asm__ volatile(
        "push r24\n"
        "dec r24\n"
        "breq 1f\n"
        "call descend\n"
        "1: pop r24\n"
        "ret\n");
}

int main(void) {
    __asm__ volatile("ldi r24, " STRING(DEPTH) "\n call descend" ::: "r24");
    return 0;
}
