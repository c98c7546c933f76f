/* Steps with Neon's dot products, of layers in panels; Neon's of the others. */
#include "kernels.h"

#if HAS_NEON_DOTS

#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), \
                             apply_to = function)

#include "neon_dots.h"
#include "simd128_tiles.h"

#include "simd128_panels.h"

#define LANES 8
#include "cells.h"
#include "steps.h"

#define TILE_STEP_OF_NEON(kind)                              \
  INLINE void kind##_of_tiles(const swiftlet_layer *layer) { \
    swiftlet_##kind##_simd128(layer, NULL);                  \
  }

OF_EACH_KIND(TILE_STEP_OF_NEON)
OF_EACH_KIND(STEP)

KERNEL(lstm, neon_dots)
KERNEL(gru, neon_dots)
KERNEL(rows, neon_dots)

#include "reset_before.h"

TILE_STEP_OF_NEON(reset_before)
STEP_OF_ONE(reset_before)
RESET_BEFORE_KERNEL(neon_dots)

#pragma clang attribute pop

#endif
