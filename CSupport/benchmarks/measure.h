/* What the programs share that QEMU's plugin count_instructions.c measures: the
   marks between which it counts, and the stack that a call uses. */
#ifndef SWIFTLET_MEASURE_H
#define SWIFTLET_MEASURE_H

#include "board.h"

enum { PAINTED = 1024, PAINT = 0xA5 };

void measure_begin(void);
void measure_end(void);

__attribute__((noinline)) void measure_begin(void) { __asm__ volatile(""); }
__attribute__((noinline)) void measure_end(void) { __asm__ volatile(""); }

#define INLINE static inline __attribute__((always_inline))

INLINE volatile uint8_t *stack_pointer(void) {
  volatile uint8_t *pointer;
#if defined(__riscv)
  __asm__ volatile("mv %0, sp" : "=r"(pointer));
#else
  __asm__ volatile("mov %0, sp" : "=r"(pointer));
#endif
  return pointer;
}

/* Paints what lies below the caller's stack, which is given. */
INLINE volatile uint8_t *paint_stack(void) {
  volatile uint8_t *stack = stack_pointer();
  for (int depth = 1; depth <= PAINTED; depth++) stack[-depth] = PAINT;
  return stack;
}

/* How deep below it the paint is gone. */
INLINE uint32_t used_stack(volatile const uint8_t *stack) {
  uint32_t deepest = PAINTED;
  while (deepest > 0 && stack[-(int)deepest] == PAINT) deepest--;
  return deepest;
}

/* Prints a number below 10,000 and what stands after it. */
static inline void print_number(uint32_t number, const char *after) {
  static const uint32_t units[] = {1000, 100, 10, 1};
  char digits[] = "0000";
  for (int index = 0; index < 4; index++)
    for (; number >= units[index]; number -= units[index]) ++digits[index];
  board_print(digits);
  board_print(after);
}

#endif
