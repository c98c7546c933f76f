/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* Start-up and semihosting of every Cortex-M. */
#include <stdint.h>

#include "board.h"

int main(void);
_Noreturn void board_start(void);

/* From the linker script. */
extern uint32_t stack_top[], data_start[], data_end[], bss_start[], bss_end[];
extern const uint32_t data_source[];

enum {
  SYS_WRITE0 = 0x04,
  SYS_EXIT_EXTENDED = 0x20,
  APPLICATION_EXIT = 0x20026
};

static void semihost(uint32_t operation, const void *argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void board_print(const char *text) { semihost(SYS_WRITE0, text); }

_Noreturn void board_exit(int status) {
  const uint32_t reason[] = {APPLICATION_EXIT, (uint32_t)status};
  semihost(SYS_EXIT_EXTENDED, reason);
  for (;;) {
  }
}

static _Noreturn void fault(void) {
  board_print("FAIL: fault\n");
  board_exit(2);
}

/* Switches Helium on, where a core has it: full access to coprocessors 10 and
   11. Where CMSIS is compiled for Helium, its SystemInit does the same. */
static void enable_vectors(void) {
#if !defined(__ARM_ARCH_6M__)
  volatile uint32_t *access_control = (volatile uint32_t *)0xE000ED88;
  *access_control |= 0xFu << 20;
  __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
}

_Noreturn void board_start(void) {
  enable_vectors();
  const uint32_t *source = data_source;
  for (volatile uint32_t *word = data_start; word < data_end; word++)
    *word = *source++;
  for (volatile uint32_t *word = bss_start; word < bss_end; word++) *word = 0;
  board_exit(main());
}

/* Stack pointer, reset, then the faults: NMI, hard, memory, bus, usage. */
__attribute__((section(".start"), used)) const void *const vectors[16] = {
    stack_top,           (const void *)board_start, (const void *)fault,
    (const void *)fault, (const void *)fault,       (const void *)fault,
    (const void *)fault};
