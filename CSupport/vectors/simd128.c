/* Steps for every machine with vectors of 16 bytes: SSE2 on every x86-64, Neon
   on every 64-bit Arm. */
#if defined(__x86_64__) || defined(__aarch64__)

#include "simd128_tiles.h"
#if defined(__aarch64__)
#include "neon_bytes.h"
#else
#include "sse2_bytes.h"
#endif

#include "simd128_panels.h"

#define LANES 8
#include "cells.h"

#define KERNEL(kind)                                                  \
  APART void kind##_of_all_streams(const swiftlet_layer *layer,       \
                                   const swiftlet_streams *streams) { \
    kind##_of_streams(layer, streams);                                \
  }                                                                   \
  void swiftlet_##kind##_simd128(const swiftlet_layer *layer,         \
                                 const swiftlet_streams *streams) {   \
    if (streams == NULL)                                              \
      kind(layer);                                                    \
    else                                                              \
      kind##_of_all_streams(layer, streams);                          \
  }

OF_EACH_KIND(KERNEL)

#include "reset_before.h"

void swiftlet_reset_before_simd128(const swiftlet_layer *layer,
                                   const swiftlet_streams *streams) {
  (void)streams;
  reset_before(layer);
}

#endif
