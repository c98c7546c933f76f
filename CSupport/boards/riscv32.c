/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* Start-up and semihosting of a RISC-V core in machine mode. */
#include <stdint.h>

#include "board.h"

int main(void);
void board_start(void);

/* From the linker script. */
extern uint32_t data_start[], data_end[], bss_start[], bss_end[];
extern const uint32_t data_source[];

enum {
  SYS_WRITE0 = 0x04,
  SYS_EXIT_EXTENDED = 0x20,
  APPLICATION_EXIT = 0x20026
};

static void semihost(uint32_t operation, const void *argument) {
  register uint32_t a0 __asm__("a0") = operation;
  register const void *a1 __asm__("a1") = argument;
  /* The debugger knows the call by these three, uncompressed, in one page. */
  __asm__ volatile(
      ".option push\n"
      ".option norvc\n"
      ".balign 16\n"
      "slli x0, x0, 0x1f\n"
      "ebreak\n"
      "srai x0, x0, 7\n"
      ".option pop\n"
      : "+r"(a0)
      : "r"(a1)
      : "memory");
}

void board_print(const char *text) { semihost(SYS_WRITE0, text); }

_Noreturn void board_exit(int status) {
  const uint32_t reason[] = {APPLICATION_EXIT, (uint32_t)status};
  semihost(SYS_EXIT_EXTENDED, reason);
  for (;;) {
  }
}

__attribute__((used, aligned(4))) static _Noreturn void fault(void) {
  board_print("FAIL: fault\n");
  board_exit(2);
}

__attribute__((used)) static _Noreturn void reset(void) {
  const uint32_t *source = data_source;
  for (volatile uint32_t *word = data_start; word < data_end; word++)
    *word = *source++;
  for (volatile uint32_t *word = bss_start; word < bss_end; word++) *word = 0;
  board_exit(main());
}

__attribute__((naked, section(".start"), used)) void board_start(void) {
  __asm__ volatile(
      "la sp, stack_top\n"
      "la t0, %0\n"
      ".option push\n"
      ".option arch, +zicsr\n"
      "csrw mtvec, t0\n"
      ".option pop\n"
      "j %1\n"
      :
      : "i"(fault), "i"(reset));
}
