/* SPDX-License-Identifier: 0BSD
 * mote_counts.h in assembly, for AVR with a multiplier: one time series, every step, thresholds with weights.
 * About 36 cycles a threshold and step, 20 a step for the sums of each block. */
#ifndef MOTE_COUNTS_AVR_H
#define MOTE_COUNTS_AVR_H

typedef uint8_t mote_counts_step;

#if MOTE_COUNTS_SHIFT == 0
#define MOTE_COUNTS_SCALE "lsr r24\n\t"
#elif MOTE_COUNTS_SHIFT == 1
#define MOTE_COUNTS_SCALE ""
#elif MOTE_COUNTS_SHIFT == 2
#define MOTE_COUNTS_SCALE "lsl r24\n\t rol r17\n\t"
#elif MOTE_COUNTS_SHIFT == 3
#define MOTE_COUNTS_SCALE "lsl r24\n\t rol r17\n\t lsl r24\n\t rol r17\n\t"
#else
#define MOTE_COUNTS_SCALE "lsl r24\n\t rol r17\n\t lsl r24\n\t rol r17\n\t lsl r24\n\t rol r17\n\t"
#endif

#if MOTE_COUNTS_PAIRS
#define MOTE_COUNTS_IS_PAIR "bst r15,6\n\t"
#define MOTE_COUNTS_NO_THIRD "brts 2f\n\t"
#define MOTE_COUNTS_HALF_MORE "brtc 3f\n\t movw r22,r24\n\t lsr r23\n\t ror r22\n\t add r24,r22\n\t adc r25,r23\n"
#else
#define MOTE_COUNTS_IS_PAIR ""
#define MOTE_COUNTS_NO_THIRD ""
#define MOTE_COUNTS_HALF_MORE ""
#endif

/* r8:9 newest sample of the block's first step; r10 dilation; r11 steps; r12:13 place in the table; r14, r15
 * taps; r16:17 threshold, scaled as the sums are. */
static void mote_counts_chunk(void) {
    __asm__ volatile(
        "push r28\n\t push r29\n\t ldi r30,lo8(%[table])\n\t ldi r31,hi8(%[table])\n"
        "10: lpm r10,Z+\n\t tst r10\n\t brne 11f\n\t rjmp 90f\n"
        /* a block: which steps of the chunk are its */
        "11: lpm r24,Z+\n\t lpm r11,Z+\n\t lpm r25,Z+\n\t lds r18,%[start]\n\t lds r19,%[filled]\n\t"
        "sub r24,r18\n\t brcc 1f\n\t clr r24\n"
        "1: sub r11,r18\n\t brcc 2f\n\t clr r11\n"
        "2: cp r11,r19\n\t brcs 3f\n\t mov r11,r19\n"
        "3: cp r24,r11\n\t brcs 4f\n\t add r30,r25\n\t adc r31,__zero_reg__\n\t rjmp 10b\n"
        "4: sub r11,r24\n\t movw r12,r30\n\t ldi r26,lo8(%[now])\n\t ldi r27,hi8(%[now])\n\t"
        "add r26,r24\n\t adc r27,__zero_reg__\n\t movw r8,r26\n\t"
        /* sums: r18 phase, r19 step; X the oldest tap, Y the newest, Z the sum's place */
        "clr r18\n"
        "1: movw r26,r8\n\t add r26,r18\n\t adc r27,__zero_reg__\n\t movw r28,r26\n\t mov r19,r18\n\t"
        "ldi r30,lo8(%[sums])\n\t ldi r31,hi8(%[sums])\n\t add r30,r18\n\t adc r31,__zero_reg__\n\t"
        "ldi r22,lo8(%[offset])\n\t ldi r23,hi8(%[offset])\n\t ldi r21,9\n"
        "2: ld r0,X\n\t add r22,r0\n\t adc r23,__zero_reg__\n\t sub r26,r10\n\t sbc r27,__zero_reg__\n\t"
        "dec r21\n\t brne 2b\n"
        "3: st Z,r22\n\t std Z+%[chunk],r23\n\t add r30,r10\n\t adc r31,__zero_reg__\n\t"
        "add r28,r10\n\t adc r29,__zero_reg__\n\t ld r0,Y\n\t add r22,r0\n\t adc r23,__zero_reg__\n\t"
        "add r26,r10\n\t adc r27,__zero_reg__\n\t ld r0,X\n\t sub r22,r0\n\t sbc r23,__zero_reg__\n\t"
        "add r19,r10\n\t cp r19,r11\n\t brcs 3b\n\t"
        "inc r18\n\t cp r18,r11\n\t brcc 4f\n\t cp r18,r10\n\t brcs 1b\n"
        "4: movw r30,r12\n"
        /* a kernel; a threshold */
        "20: lpm r14,Z+\n\t lpm r15,Z+\n"
        "30: lpm r24,Z\n\t movw r12,r30\n\t lsl r24\n\t clr r17\n\t" MOTE_COUNTS_SCALE
        "mov r16,r24\n\t subi r17,-16\n\t"
        "mov r24,r14\n\t rcall 80f\n\t movw r26,r22\n\t"
        "mov r24,r14\n\t swap r24\n\t rcall 80f\n\t movw r28,r22\n\t"
        "mov r24,r15\n\t rcall 80f\n\t movw r30,r22\n\t"
        "clr r18\n\t ldi r20,lo8(%[sums])\n\t ldi r21,hi8(%[sums])\n\t mov r19,r11\n\t" MOTE_COUNTS_IS_PAIR
        "\n1: ld r24,X+\n\t clr r25\n\t ld r0,Y+\n\t add r24,r0\n\t adc r25,__zero_reg__\n\t" MOTE_COUNTS_NO_THIRD
        "ld r0,Z+\n\t add r24,r0\n\t adc r25,__zero_reg__\n"
        "2: movw r22,r24\n\t lsl r22\n\t rol r23\n\t add r24,r22\n\t adc r25,r23\n\t" MOTE_COUNTS_HALF_MORE
        "3: movw r22,r30\n\t movw r30,r20\n\t ld r0,Z+\n\t sub r24,r0\n\t ldd r0,Z+%[chunk]-1\n\t sbc r25,r0\n\t"
        "movw r20,r30\n\t movw r30,r22\n\t"
        "cp r24,r16\n\t cpc r25,r17\n\t adc r18,__zero_reg__\n\t dec r19\n\t brne 1b\n\t"
        /* the score less weight * count */
        "movw r30,r12\n\t lpm r20,Z+\n\t lpm r21,Z+\n\t mulsu r21,r18\n\t"
        "ldi r28,lo8(%[score])\n\t ldi r29,hi8(%[score])\n\t clr r24\n\t sbrc r1,7\n\t dec r24\n\t"
        "ld r18,Y\n\t sub r18,r0\n\t st Y,r18\n\t ldd r18,Y+1\n\t sbc r18,r1\n\t std Y+1,r18\n\t"
        "ldd r18,Y+2\n\t sbc r18,r24\n\t std Y+2,r18\n\t clr r1\n\t"
        "sbrs r20,7\n\t rjmp 30b\n\t sbrs r15,7\n\t rjmp 20b\n\t rjmp 10b\n"
        /* r22:23 = the tap of number r24 (low nibble) at the first step */
        "80: andi r24,15\n\t mul r24,r10\n\t movw r22,r8\n\t sub r22,r0\n\t sbc r23,r1\n\t clr r1\n\t ret\n"
        "90: pop r29\n\t pop r28\n"
        :
        : [table] "i"(layer_0_table), [start] "i"(&mote_row.layer_0_start),
          [filled] "i"(&mote_row.layer_0_filled), [score] "i"(&mote_row.layer_0_score),
          [now] "i"(MOTE_COUNTS_NOW), [sums] "i"(layer_0_sums), [offset] "i"(-MOTE_COUNTS_OFFSET),
          [chunk] "i"(MOTE_COUNTS_CHUNK)
        : "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "r16", "r17", "r18", "r19", "r20", "r21", "r22",
          "r23", "r24", "r25", "r26", "r27", "r30", "r31", "memory");
}

#endif
