/* The arithmetic of kernels as functions of blocks of numbers. */
#ifndef ARITHMETIC_H
#define ARITHMETIC_H

#include <stdint.h>

/* Numbers of a block; a multiple of every vector's. */
#define BLOCK 1024

typedef struct activations {
  int32_t tanh[BLOCK], sigmoid[BLOCK], sigmoid31[BLOCK];
} activations;

/* activate: what each pre-activation of a block gives. multiply: scale of each
   number of a and m. */
typedef struct vector_kernels {
  void (*activate)(const int32_t *v, activations *result);
  void (*multiply)(const int32_t *a, const int32_t *m, int32_t *result);
} vector_kernels;

#endif
