/* A sign that the compiler does not see through. */
#ifndef SWIFTLET_SIGN_H
#define SWIFTLET_SIGN_H

#include <stdint.h>

/* -1 for a negative value, else 0. The compiler would recognize a magnitude or
   a minimum in what is computed with it, and branch. On AVR, whose registers
   have 8 bits, it does. */
static inline __attribute__((always_inline)) int32_t
swiftlet_sign(int32_t value) {
  int32_t sign = value >> 31;
#if !defined(__AVR__)
  __asm__("" : "+r"(sign));
#endif
  return sign;
}

#endif
