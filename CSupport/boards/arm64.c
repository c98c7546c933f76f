/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* Start-up and semihosting of a 64-bit Arm core. */
#include <stddef.h>
#include <stdint.h>

#include "board.h"

int main(void);
void board_start(void);

/* From the linker script. */
extern uint32_t bss_start[], bss_end[];

enum { SYS_WRITE0 = 0x04, SYS_EXIT = 0x18, APPLICATION_EXIT = 0x20026 };

static void semihost(uint32_t operation, const void *argument) {
  register uint64_t x0 __asm__("x0") = operation;
  register const void *x1 __asm__("x1") = argument;
  __asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
}

void board_print(const char *text) { semihost(SYS_WRITE0, text); }

_Noreturn void board_exit(int status) {
  const uint64_t reason[] = {APPLICATION_EXIT, (uint64_t)status};
  semihost(SYS_EXIT, reason);
  for (;;) {
  }
}

/* What a compiler makes of large assignments. */
void *memset(void *memory, int byte, size_t count) {
  for (volatile uint8_t *at = memory; count > 0; count--) *at++ = (uint8_t)byte;
  return memory;
}

void *memcpy(void *to, const void *from, size_t count) {
  const uint8_t *source = from;
  for (volatile uint8_t *at = to; count > 0; count--) *at++ = *source++;
  return to;
}

/* Addresses as they are, in two blocks of 1 GiB: devices, then RAM. Only normal
   memory takes loads that are not aligned. */
static void map_memory(void) {
  static uint64_t table[512] __attribute__((aligned(4096)));
  const uint64_t block = 1, normal = 1 << 2;
  const uint64_t shared = 3 << 8, accessed = 1 << 10;
  table[0] = block | accessed;
  table[1] = 1ull << 30 | block | normal | shared | accessed;
  __asm__ volatile(
      "msr mair_el1, %0\n"
      "msr tcr_el1, %1\n"
      "msr ttbr0_el1, %2\n"
      "isb\n"
      "mrs x9, sctlr_el1\n"
      "orr x9, x9, #1\n"
      "msr sctlr_el1, x9\n"
      "isb\n"
      :
      : "r"(0xFF00ull), "r"(25ull | 1 << 23), "r"(table)
      : "x9", "memory");
}

__attribute__((used)) static _Noreturn void reset(void) {
  for (volatile uint32_t *word = bss_start; word < bss_end; word++) *word = 0;
  map_memory();
  board_exit(main());
}

/* With the vectors switched on. */
__attribute__((naked, section(".start"), used)) void board_start(void) {
  __asm__ volatile(
      "mov x0, #3 << 20\n"
      "msr cpacr_el1, x0\n"
      "isb\n"
      "ldr x0, =stack_top\n"
      "mov sp, x0\n"
      "b %0\n"
      :
      : "i"(reset));
}
