/* Sixteen numbers at a time, for any set of instructions: the compiler divides
   the vectors as the set that a file chooses wants it. */
#ifndef LANES_H
#define LANES_H

#include <stdint.h>

#include "../kernels/swiftlet_tables.h"

/* Vectors that are wider than the machine's are passed to inlined functions
   alone. */
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

/* 16 numbers of 32 bits; the same bits as 8 of 64. */
typedef int32_t v16 __attribute__((vector_size(64)));
typedef int64_t v8 __attribute__((vector_size(64)));
typedef uint64_t u8x __attribute__((vector_size(64)));
typedef int16_t h16 __attribute__((vector_size(32)));

#endif
