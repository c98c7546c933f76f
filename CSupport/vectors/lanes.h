/* Vectors of any width: the compiler divides them as the set of instructions
   that a file chooses wants it. The file defines LANES, the units that it
   takes at a time: a multiple of 16. */
#ifndef LANES_H
#define LANES_H

#include <stdint.h>

#include "../kernels/swiftlet_tables.h"

/* Vectors that are wider than the machine's are passed to inlined functions
   alone. */
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

/* A number of each unit. */
typedef int32_t lanes __attribute__((vector_size(4 * LANES)));
typedef int16_t short_lanes __attribute__((vector_size(2 * LANES)));

/* Sixteen numbers: four each of four tiles. The same bits as eight of 64. */
typedef int32_t quads __attribute__((vector_size(64)));
typedef int64_t octet __attribute__((vector_size(64)));

/* A number of each unit, sixteen units at a time. */
typedef union {
  lanes all;
  quads part[LANES / 16];
} lane_parts;

#endif
