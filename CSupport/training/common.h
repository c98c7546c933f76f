/* What every set of instructions compiles by. */
#ifndef COMMON_H
#define COMMON_H

#include <stddef.h>
#include <stdint.h>

#include "kernels.h"

/* A multiplication and an addition stay two, so that all machines round
   alike. */
#pragma STDC FP_CONTRACT OFF

/* Vectors that are wider than the machine's are passed to inlined functions
   alone. */
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

#endif
