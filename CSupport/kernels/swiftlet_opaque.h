/* A value of which the compiler knows nothing. */
#ifndef SWIFTLET_OPAQUE_H
#define SWIFTLET_OPAQUE_H

#include <stdint.h>

/* v itself, by no instruction. A mask that has gone through here stays a mask:
   on cores that cannot select, the compiler would make it a branch on what it
   was computed from, and a step would depend on its data. On AVR, whose
   registers have 8 bits, it is v without more. */
static inline __attribute__((always_inline)) int32_t
swiftlet_opaque(int32_t v) {
#if !defined(__AVR__)
  __asm__("" : "+r"(v));
#endif
  return v;
}

#endif
