/* Steps with AVX2. */
#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), \
                             apply_to = function)

#include "avx2_panels.h"
#include "avx2_tiles.h"

#define LANES 8
#include "cells.h"
#include "steps.h"

OF_EACH_KIND(TILE_STEP)
OF_EACH_KIND(STEP)

KERNEL(lstm, avx2)
KERNEL(gru, avx2)
KERNEL(rows, avx2)

#include "reset_before.h"

TILE_STEP(reset_before)
STEP_OF_ONE(reset_before)
RESET_BEFORE_KERNEL(avx2)

#pragma clang attribute pop

#endif
