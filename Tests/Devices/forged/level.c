/* This machine with the kernels of one level, FORGED_LEVEL of
   swiftlet_vectors.h. */
#include <stdlib.h>

#include "swiftlet_vectors.h"

/* The machine's own level, which level.c gives by this name here. */
int32_t swiftlet_best_level(void);

/* Ends the program with 77 where the machine lacks the level. */
int32_t swiftlet_vector_level(void) {
  if (!swiftlet_has_vectors(FORGED_LEVEL)) exit(77);
  return FORGED_LEVEL;
}
