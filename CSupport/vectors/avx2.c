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

void swiftlet_lstm_avx2(const swiftlet_layer *layer) { lstm_step(layer); }
void swiftlet_gru_avx2(const swiftlet_layer *layer) { gru_step(layer); }
void swiftlet_rows_avx2(const swiftlet_layer *layer) { rows_step(layer); }

#include "reset_before.h"

void swiftlet_reset_before_avx2(const swiftlet_layer *layer) {
  reset_before(layer);
}

#pragma clang attribute pop

#endif
