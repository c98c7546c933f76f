/* The functions of each set of instructions: see swiftlet_training.h. */
#ifndef KERNELS_H
#define KERNELS_H

#include "swiftlet_training.h"

extern const swiftlet_training_kernels swiftlet_training_simd128;
extern const swiftlet_training_kernels swiftlet_training_avx2;
extern const swiftlet_training_kernels swiftlet_training_avx512;

#endif
