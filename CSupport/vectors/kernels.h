/* The kernels of each set of instructions: see swiftlet_vectors.h. */
#ifndef KERNELS_H
#define KERNELS_H

#include "swiftlet_vectors.h"

/* Whether a machine may turn out to have Neon's dot products. */
#if defined(__aarch64__) && \
    (defined(__ARM_FEATURE_DOTPROD) || defined(__linux__))
#define HAS_NEON_DOTS 1
#else
#define HAS_NEON_DOTS 0
#endif

void swiftlet_lstm_simd128(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_gru_simd128(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_rows_simd128(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_reset_before_simd128(const swiftlet_layer *,
                                   const swiftlet_streams *);
void swiftlet_lstm_avx2(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_gru_avx2(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_rows_avx2(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_reset_before_avx2(const swiftlet_layer *,
                                const swiftlet_streams *);
void swiftlet_lstm_avx_vnni(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_gru_avx_vnni(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_rows_avx_vnni(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_reset_before_avx_vnni(const swiftlet_layer *,
                                    const swiftlet_streams *);
void swiftlet_lstm_avx512(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_gru_avx512(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_rows_avx512(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_reset_before_avx512(const swiftlet_layer *,
                                  const swiftlet_streams *);
void swiftlet_lstm_neon_dots(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_gru_neon_dots(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_rows_neon_dots(const swiftlet_layer *, const swiftlet_streams *);
void swiftlet_reset_before_neon_dots(const swiftlet_layer *,
                                     const swiftlet_streams *);

#endif
