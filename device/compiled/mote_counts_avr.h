/* SPDX-License-Identifier: 0BSD
 * mote_counts.h in assembly, for AVR with a multiplier: thresholds with weights. Cycles of one series and
 * stride 1: Small: 35 cycles a threshold and step, 96 a block and step. Fast (MOTE_COUNTS_FAST, about 260
 * bytes more): two thresholds of a kernel and two steps at once, 32 cycles a step, and 20 a block and step.
 *
 * Of a block: r8:9 place of its first step; r10 dilation; r11 steps (fast: turns of two); r12:13 place in the
 * table. Of a kernel: r14, r15 taps. Of a pass: r16:17 (and r4:5) thresholds, scaled as the sums are;
 * r18 (and r3) steps below; X, Y, Z taps; r20:21 sums. */
#ifndef MOTE_COUNTS_AVR_H
#define MOTE_COUNTS_AVR_H

typedef uint8_t mote_counts_step;

/* r22:23 from 2 * (threshold + 64) to what the sums compare with. */
#if MOTE_COUNTS_SHIFT == 0
#define MOTE_COUNTS_SCALE "lsr r22\n\t"
#elif MOTE_COUNTS_SHIFT == 1
#define MOTE_COUNTS_SCALE ""
#elif MOTE_COUNTS_SHIFT == 2
#define MOTE_COUNTS_SCALE "lsl r22\n\t rol r23\n\t"
#elif MOTE_COUNTS_SHIFT == 3
#define MOTE_COUNTS_SCALE "lsl r22\n\t rol r23\n\t lsl r22\n\t rol r23\n\t"
#else
#define MOTE_COUNTS_SCALE "lsl r22\n\t rol r23\n\t lsl r22\n\t rol r23\n\t lsl r22\n\t rol r23\n\t"
#endif

/* A byte at p, which moves on to the next step that counts. */
#if MOTE_COUNTS_CHANNELS * MOTE_COUNTS_STRIDE == 1
#define MOTE_COUNTS_LOAD(to, p) "ld " to "," #p "+\n\t"
#else
#define MOTE_COUNTS_LOW_X "r26"
#define MOTE_COUNTS_LOW_Y "r28"
#define MOTE_COUNTS_LOW_Z "r30"
#define MOTE_COUNTS_LOAD(to, p) "ld " to "," #p "\n\t adiw " MOTE_COUNTS_LOW_##p ",%[hop]\n\t"
#endif

/* Steps of the block, r11, to those of them that count. */
#if MOTE_COUNTS_STRIDE == 1
#define MOTE_COUNTS_POSITIONS ""
#define MOTE_COUNTS_PLACE_OF_LAST "add r30,r11\n\t"
#else
#if MOTE_COUNTS_STRIDE == 2
#define MOTE_COUNTS_SHIFTS(what) what
#elif MOTE_COUNTS_STRIDE == 4
#define MOTE_COUNTS_SHIFTS(what) what what
#elif MOTE_COUNTS_STRIDE == 8
#define MOTE_COUNTS_SHIFTS(what) what what what
#else
#define MOTE_COUNTS_SHIFTS(what) what what what what
#endif
#define MOTE_COUNTS_POSITIONS "ldi r24,%[stride]-1\n\t add r11,r24\n\t" MOTE_COUNTS_SHIFTS("lsr r11\n\t")
#define MOTE_COUNTS_PLACE_OF_LAST "mov r24,r11\n\t" MOTE_COUNTS_SHIFTS("lsl r24\n\t") "add r30,r24\n\t"
#endif

/* Several series: r10 becomes the bytes of a dilation, r20 the series; r26:27 the block's first sample. */
#if MOTE_COUNTS_CHANNELS == 1
#define MOTE_COUNTS_SERIES ""
#define MOTE_COUNTS_FIRST_SAMPLE "add r26,r24\n\t adc r27,__zero_reg__\n\t"
#else
#define MOTE_COUNTS_SERIES "lpm r20,Z+\n\t ldi r24,%[channels]\n\t mul r10,r24\n\t mov r10,r0\n\t clr r1\n\t"
#define MOTE_COUNTS_FIRST_SAMPLE                                                                       \
    "ldi r21,%[channels]\n\t mul r24,r21\n\t add r26,r0\n\t adc r27,r1\n\t clr r1\n\t add r26,r20\n\t" \
    "adc r27,__zero_reg__\n\t"
#endif

/* Taps into lo:hi; times 3; times 3/2; less the sum. */
#define MOTE_COUNTS_FIRST(p, lo, hi) MOTE_COUNTS_LOAD(lo, p) "clr " hi "\n\t"
#define MOTE_COUNTS_NEXT(p, lo, hi) MOTE_COUNTS_LOAD("r0", p) "add " lo ",r0\n\t adc " hi ",__zero_reg__\n\t"
#define MOTE_COUNTS_TRIPLE(lo, hi)                                                   \
    "movw " MOTE_COUNTS_T "," lo "\n\t lsl " MOTE_COUNTS_T "\n\t rol " MOTE_COUNTS_U \
    "\n\t" MOTE_COUNTS_ADD(lo, hi)
#define MOTE_COUNTS_MORE(lo, hi)                                                     \
    "movw " MOTE_COUNTS_T "," lo "\n\t lsr " MOTE_COUNTS_U "\n\t ror " MOTE_COUNTS_T \
    "\n\t" MOTE_COUNTS_ADD(lo, hi)
#define MOTE_COUNTS_ADD(lo, hi) "add " lo "," MOTE_COUNTS_T "\n\t adc " hi "," MOTE_COUNTS_U "\n\t"
#if MOTE_COUNTS_STRIDE == 1
#define MOTE_COUNTS_LESS(lo, hi) "ld r0,Z+\n\t sub " lo ",r0\n\t ldd r0,Z+%[pitch]-1\n\t sbc " hi ",r0\n\t"
#else
#define MOTE_COUNTS_LESS(lo, hi) \
    "ld r0,Z\n\t sub " lo ",r0\n\t ldd r0,Z+%[pitch]\n\t sbc " hi ",r0\n\t adiw r30,%[stride]\n\t"
#endif
#define MOTE_COUNTS_COMPARE(lo, hi, low, high, count) \
    "cp " lo "," low "\n\t cpc " hi "," high "\n\t adc " count ",__zero_reg__\n\t"

/* r22:23 = the threshold at Z. */
#define MOTE_COUNTS_THRESHOLD "lsl r22\n\t clr r23\n\t" MOTE_COUNTS_SCALE "subi r23,-16\n\t"
/* Each score, at Y, less weight, r21, times r18; r20 the threshold's byte. */
#if MOTE_COUNTS_SCORE == 1
#define MOTE_COUNTS_SCORES ""
#define MOTE_COUNTS_NEXT_SCORE ""
#else
#define MOTE_COUNTS_SCORES "ldi r19,%[scores]\n8: "
#define MOTE_COUNTS_NEXT_SCORE "dec r19\n\t brne 8b\n\t"
#endif
#define MOTE_COUNTS_LESS_LOW \
    "ld r22,Y\n\t sub r22,r0\n\t st Y+,r22\n\t ld r22,Y\n\t sbc r22,r1\n\t st Y+,r22\n\t"
#if MOTE_COUNTS_TOTAL_BYTES == 2
#define MOTE_COUNTS_TAKE_AWAY "mulsu r21,r18\n\t" MOTE_COUNTS_LESS_LOW
#else
#define MOTE_COUNTS_TAKE_AWAY                                                      \
    "mulsu r21,r18\n\t clr r24\n\t sbrc r1,7\n\t dec r24\n\t" MOTE_COUNTS_LESS_LOW \
    "ld r22,Y\n\t sbc r22,r24\n\t st Y+,r22\n\t"
#endif
#define MOTE_COUNTS_AT_SCORES "lpm r20,Z+\n\t ldi r28,lo8(%[score])\n\t ldi r29,hi8(%[score])\n\t"
#if MOTE_COUNTS_NIBBLES
#define MOTE_COUNTS_SUBTRACT                                                   \
    MOTE_COUNTS_AT_SCORES                                                      \
    "ldi r19,(%[scores]+1)/2\n8: lpm r25,Z+\n\t mov r21,r25\n\t rcall 76f\n\t" \
    "mov r21,r25\n\t swap r21\n\t rcall 76f\n\t dec r19\n\t brne 8b\n\t clr r1\n\t"
#define MOTE_COUNTS_NIBBLE "76: andi r21,15\n\t sbrc r21,3\n\t ori r21,0xF0\n\t" MOTE_COUNTS_TAKE_AWAY "ret\n"
#else
#define MOTE_COUNTS_SUBTRACT                                                                               \
    MOTE_COUNTS_AT_SCORES MOTE_COUNTS_SCORES "lpm r21,Z+\n\t" MOTE_COUNTS_TAKE_AWAY MOTE_COUNTS_NEXT_SCORE \
                                             "clr r1\n\t"
#define MOTE_COUNTS_NIBBLE ""
#endif

#if MOTE_COUNTS_FAST && MOTE_COUNTS_CHANNELS == 1

/* 70: the next threshold, T whether it is the kernel's last. */
#define MOTE_COUNTS_CALLED                                                          \
    "70: lpm r22,Z+\n\t adiw r30,%[scores]\n\t bst r22,7\n\t" MOTE_COUNTS_THRESHOLD \
    "ret\n"                                                                         \
    "75: " MOTE_COUNTS_SUBTRACT "ret\n"

/* Sums a dilation apart share eight taps. r18 phase, r19 step; X the oldest tap, Y the newest, Z the sum. */
#define MOTE_COUNTS_SUMS                                                                              \
    "clr r18\n"                                                                                       \
    "1: movw r26,r8\n\t add r26,r18\n\t adc r27,__zero_reg__\n\t movw r28,r26\n\t mov r19,r18\n\t"    \
    "ldi r30,lo8(%[sums])\n\t ldi r31,hi8(%[sums])\n\t add r30,r18\n\t adc r31,__zero_reg__\n\t"      \
    "ldi r22,lo8(%[offset])\n\t ldi r23,hi8(%[offset])\n\t ldi r21,9\n"                               \
    "2: ld r0,X\n\t add r22,r0\n\t adc r23,__zero_reg__\n\t sub r26,r10\n\t sbc r27,__zero_reg__\n\t" \
    "dec r21\n\t brne 2b\n"                                                                           \
    "3: st Z,r22\n\t std Z+%[pitch],r23\n\t add r30,r10\n\t adc r31,__zero_reg__\n\t"                 \
    "add r28,r10\n\t adc r29,__zero_reg__\n\t ld r0,Y\n\t add r22,r0\n\t adc r23,__zero_reg__\n\t"    \
    "add r26,r10\n\t adc r27,__zero_reg__\n\t ld r0,X\n\t sub r22,r0\n\t sbc r23,__zero_reg__\n\t"    \
    "add r19,r10\n\t cp r19,r11\n\t brcs 3b\n\t"                                                      \
    "inc r18\n\t cp r18,r11\n\t brcc 4f\n\t cp r18,r10\n\t brcs 1b\n4:\n\t"
/* Saves its registers once a chunk, not once a sample. */
#define MOTE_COUNTS_APART MOTE_APART
#define MOTE_COUNTS_T "r6"
#define MOTE_COUNTS_U "r7"
#define MOTE_COUNTS_TWO(what) what("r24", "r25") what("r22", "r23")
#define MOTE_COUNTS_TAKE(what, p) what(p, "r24", "r25") what(p, "r22", "r23")
#define MOTE_COUNTS_COMPARE_ALL                            \
    MOTE_COUNTS_COMPARE("r24", "r25", "r16", "r17", "r18") \
    MOTE_COUNTS_COMPARE("r24", "r25", "r4", "r5", "r3")    \
    MOTE_COUNTS_COMPARE("r22", "r23", "r16", "r17", "r18") \
    MOTE_COUNTS_COMPARE("r22", "r23", "r4", "r5", "r3") "dec r19\n\t"

/* A step more than the block has is never below: its sum is far too large. */
#define MOTE_COUNTS_BEGIN                                                                           \
    MOTE_COUNTS_POSITIONS                                                                           \
    "ldi r30,lo8(%[sums]+%[pitch])\n\t ldi r31,hi8(%[sums]+%[pitch])\n\t" MOTE_COUNTS_PLACE_OF_LAST \
    "adc r31,__zero_reg__\n\t ldi r24,0x80\n\t st Z,r24\n\t inc r11\n\t lsr r11\n\t"
#define MOTE_COUNTS_THRESHOLDS \
    "rcall 70f\n\t movw r16,r22\n\t clr r4\n\t clr r5\n\t brts 1f\n\t rcall 70f\n\t movw r4,r22\n1:"
#if MOTE_COUNTS_PAIRS
#define MOTE_COUNTS_PAIR_LOOP                                                             \
    "5: movw r30,r20\n"                                                                   \
    "2:\n\t" MOTE_COUNTS_TAKE(MOTE_COUNTS_FIRST, X) MOTE_COUNTS_TAKE(MOTE_COUNTS_NEXT, Y) \
        MOTE_COUNTS_TWO(MOTE_COUNTS_TRIPLE) MOTE_COUNTS_TWO(MOTE_COUNTS_MORE)             \
            MOTE_COUNTS_TWO(MOTE_COUNTS_LESS) MOTE_COUNTS_COMPARE_ALL "breq 6f\n\t rjmp 2b\n"
#define MOTE_COUNTS_WHICH "sbrc r15,6\n\t rjmp 5f\n"
#else
#define MOTE_COUNTS_PAIR_LOOP ""
#define MOTE_COUNTS_WHICH "\n"
#endif
#define MOTE_COUNTS_LOOP                                                                            \
    "clr r3\n\t" MOTE_COUNTS_WHICH "1:\n\t" MOTE_COUNTS_TAKE(MOTE_COUNTS_FIRST, X)                  \
        MOTE_COUNTS_TAKE(MOTE_COUNTS_NEXT, Y) MOTE_COUNTS_TAKE(MOTE_COUNTS_NEXT, Z)                 \
            MOTE_COUNTS_TWO(MOTE_COUNTS_TRIPLE) "movw r6,r30\n\t movw r30,r20\n\t" MOTE_COUNTS_TWO( \
                MOTE_COUNTS_LESS) "movw r20,r30\n\t movw r30,r6\n\t" MOTE_COUNTS_COMPARE_ALL        \
                                  "breq 6f\n\t rjmp 1b\n" MOTE_COUNTS_PAIR_LOOP
#define MOTE_COUNTS_WEIGH \
    "rcall 75f\n\t sbrc r20,7\n\t rjmp 7f\n\t mov r18,r3\n\t rcall 75f\n\t sbrs r20,7\n\t rjmp 30b\n7: "

#else

/* Each sum from its nine taps: 93 cycles. Y the newest tap, Z the sum's place, r19 steps left. */
#define MOTE_COUNTS_SUMS                                                                                  \
    "movw r28,r8\n\t ldi r30,lo8(%[sums])\n\t ldi r31,hi8(%[sums])\n\t mov r19,r11\n"                     \
    "1: movw r26,r28\n\t adiw r28,%[channels]\n\t ldi r22,lo8(%[offset])\n\t ldi r23,hi8(%[offset])\n\t " \
    "ldi r21,9\n"                                                                                         \
    "2: ld r0,X\n\t add r22,r0\n\t adc r23,__zero_reg__\n\t sub r26,r10\n\t sbc r27,__zero_reg__\n\t"     \
    "dec r21\n\t brne 2b\n\t std Z+%[pitch],r23\n\t st Z+,r22\n\t dec r19\n\t brne 1b\n\t"
#define MOTE_COUNTS_APART
#define MOTE_COUNTS_T "r22"
#define MOTE_COUNTS_U "r23"
#define MOTE_COUNTS_BEGIN MOTE_COUNTS_POSITIONS
#define MOTE_COUNTS_CALLED MOTE_COUNTS_NIBBLE
#define MOTE_COUNTS_THRESHOLDS "lpm r22,Z\n\t" MOTE_COUNTS_THRESHOLD "movw r16,r22\n\t"
#if MOTE_COUNTS_PAIRS
#define MOTE_COUNTS_WHICH "bst r15,6\n"
#define MOTE_COUNTS_THIRD "brts 2f\n\t" MOTE_COUNTS_NEXT(Z, "r24", "r25") "\n2: "
#define MOTE_COUNTS_TIMES \
    MOTE_COUNTS_TRIPLE("r24", "r25") "brtc 3f\n\t" MOTE_COUNTS_MORE("r24", "r25") "\n3: "
#else
#define MOTE_COUNTS_WHICH "\n"
#define MOTE_COUNTS_THIRD MOTE_COUNTS_NEXT(Z, "r24", "r25")
#define MOTE_COUNTS_TIMES MOTE_COUNTS_TRIPLE("r24", "r25")
#endif
#define MOTE_COUNTS_LOOP                                                                               \
    MOTE_COUNTS_WHICH "1: " MOTE_COUNTS_FIRST(X, "r24", "r25") MOTE_COUNTS_NEXT(Y, "r24", "r25")       \
        MOTE_COUNTS_THIRD MOTE_COUNTS_TIMES "movw r22,r30\n\t movw r30,r20\n\t" MOTE_COUNTS_LESS(      \
            "r24",                                                                                     \
            "r25") "movw r20,r30\n\t movw r30,r22\n\t" MOTE_COUNTS_COMPARE("r24", "r25", "r16", "r17", \
                                                                           "r18") "dec r19\n\t brne 1b\n"
#define MOTE_COUNTS_WEIGH MOTE_COUNTS_SUBTRACT "sbrs r20,7\n\t rjmp 30b\n\t"

#endif

static void MOTE_COUNTS_APART mote_counts_chunk(void) {
    __asm__ volatile(
        "push r28\n\t push r29\n\t ldi r30,lo8(%[table])\n\t ldi r31,hi8(%[table])\n"
        "10: lpm r10,Z+\n\t tst r10\n\t brne 11f\n\t rjmp 90f\n"
        /* a block: which steps of the chunk are its */
        "11:\n\t" MOTE_COUNTS_SERIES
        "lpm r24,Z+\n\t lpm r11,Z+\n\t lpm r25,Z+\n\t lds r18,%[step]\n\t lds r19,%[filled]\n\t"
        "inc r18\n\t sub r18,r19\n\t sub r24,r18\n\t brcc 1f\n\t clr r24\n"
        "1: sub r11,r18\n\t brcc 2f\n\t clr r11\n"
        "2: cp r11,r19\n\t brcs 3f\n\t mov r11,r19\n"
        "3: cp r24,r11\n\t brcs 4f\n\t add r30,r25\n\t adc r31,__zero_reg__\n\t rjmp 10b\n"
        "4: sub r11,r24\n\t movw r12,r30\n\t ldi r26,lo8(%[now])\n\t ldi "
        "r27,hi8(%[now])\n\t" MOTE_COUNTS_FIRST_SAMPLE "movw r8,r26\n\t" MOTE_COUNTS_SUMS MOTE_COUNTS_BEGIN
        /* a kernel, a pass */
        "movw r30,r12\n"
        "20: lpm r14,Z+\n\t lpm r15,Z+\n"
        "30: movw r12,r30\n\t" MOTE_COUNTS_THRESHOLDS
        "mov r24,r14\n\t rcall 80f\n\t movw r26,r22\n\t"
        "mov r24,r14\n\t swap r24\n\t rcall 80f\n\t movw r28,r22\n\t"
        "mov r24,r15\n\t rcall 80f\n\t movw r30,r22\n\t"
        "clr r18\n\t ldi r20,lo8(%[sums])\n\t ldi r21,hi8(%[sums])\n\t mov r19,r11\n\t" MOTE_COUNTS_LOOP
        "6: movw r30,r12\n\t" MOTE_COUNTS_WEIGH "sbrs r15,7\n\t rjmp 20b\n\t rjmp 10b\n" MOTE_COUNTS_CALLED
        /* r22:23 = the tap of number r24 (low nibble) at the first step */
        "80: andi r24,15\n\t mul r24,r10\n\t movw r22,r8\n\t sub r22,r0\n\t sbc r23,r1\n\t clr r1\n\t ret\n"
        "90: pop r29\n\t pop r28\n"
        :
        : [table] "i"(layer_0_table), [step] "i"(&MOTE_COUNTS_STEP), [filled] "i"(&mote_row.layer_0_filled),
          [score] "i"(MOTE_COUNTS_TOTALS), [now] "i"(MOTE_COUNTS_NOW), [sums] "i"(layer_0_sums),
          [offset] "i"(-MOTE_COUNTS_OFFSET), [pitch] "i"(MOTE_COUNTS_CHUNK + 1),
          [scores] "i"(MOTE_COUNTS_SCORE), [channels] "i"(MOTE_COUNTS_CHANNELS),
          [stride] "i"(MOTE_COUNTS_STRIDE), [hop] "i"(MOTE_COUNTS_CHANNELS * MOTE_COUNTS_STRIDE)
        :
#if MOTE_COUNTS_FAST && MOTE_COUNTS_CHANNELS == 1
        "r3", "r4", "r5", "r6", "r7",
#endif
        "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "r16", "r17", "r18", "r19", "r20", "r21", "r22",
        "r23", "r24", "r25", "r26", "r27", "r30", "r31", "memory");
}

#endif
