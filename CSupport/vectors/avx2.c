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

void swiftlet_reset_before_avx2(const swiftlet_layer *layer,
                                const swiftlet_streams *streams) {
  (void)streams;
  reset_before(layer);
}

#pragma clang attribute pop

#endif
