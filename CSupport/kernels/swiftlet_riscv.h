/* What Swift cannot spell for RISC-V cores. */
#ifndef SWIFTLET_RISCV_H
#define SWIFTLET_RISCV_H

#include "swiftlet_tile.h"

#if defined(__riscv) && __riscv_xlen == 32

/* The sums, or the pre-activations, of a tile of four rows. */
typedef struct swiftlet_rows {
  int32_t a, b, c, d;
} swiftlet_rows;

/* Runs the tile's kernel: the pre-activations of the next tile. The calling
   convention gives four words back through memory, and saves a kernel no
   register: called so, a tile takes 11 instructions less. */
static inline __attribute__((always_inline)) swiftlet_rows
swiftlet_next_rows(swiftlet_tile *_Nonnull tile) {
  register int32_t a __asm__("a0") = (int32_t)(uintptr_t)tile;
  register int32_t b __asm__("a1");
  register int32_t c __asm__("a2");
  register int32_t d __asm__("a3");
  __asm__ volatile("jalr %[kernel]"
                   : "+r"(a), "=r"(b), "=r"(c), "=r"(d)
                   : [kernel] "r"(tile->kernel)
                   : "ra", "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3", "t4",
                     "t5", "t6", "memory");
  return (swiftlet_rows){a, b, c, d};
}

#endif
#endif
