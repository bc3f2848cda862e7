/* The four functions that the runtime takes from a C library, for WebAssembly, which has none. */
#ifndef MOTE_WASM_STRING_H
#define MOTE_WASM_STRING_H

#include <stddef.h>

void* memcpy(void* to, const void* from, size_t size);
void* memmove(void* to, const void* from, size_t size);
void* memset(void* to, int value, size_t size);
int memcmp(const void* a, const void* b, size_t size);

#endif
