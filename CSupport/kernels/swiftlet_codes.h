/* Numbers that kernels in C and the runtime in Swift share. Those that a model
   file holds are FORMAT.md's. */
#ifndef SWIFTLET_CODES_H
#define SWIFTLET_CODES_H

/* Ways of storage of a layer's weights, as its entry has them (FORMAT.md,
   "Layer entries"). */
enum {
  /* Tiles of all blocks. */
  SWIFTLET_STORAGE_ALL_BLOCKS = 0,
  /* Tiles of the blocks that were kept, with their positions. */
  SWIFTLET_STORAGE_KEPT_BLOCKS = 1,
  /* Panels of sixteen units. */
  SWIFTLET_STORAGE_PANELS = 2
};

/* What a simple recurrent or a dense layer makes of a pre-activation: the
   variants of a dense layer (FORMAT.md, "Layer entries"). */
enum {
  /* The number itself, brought into the range of Int16. */
  SWIFTLET_ACTIVATION_LINEAR = 0,
  /* The same, and 0 for negative ones. */
  SWIFTLET_ACTIVATION_RELU = 1,
  SWIFTLET_ACTIVATION_SIGMOID = 2,
  SWIFTLET_ACTIVATION_TANH = 3
};

#endif
