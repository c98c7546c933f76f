/* Numbers that kernels in C and the runtime in Swift share. Swift takes them
   for closed enums: a switch names every one. */
#ifndef SWIFTLET_CODES_H
#define SWIFTLET_CODES_H

#include <stdint.h>

#if defined(__clang__)
#define SWIFTLET_CLOSED __attribute__((enum_extensibility(closed)))
#define SWIFTLET_NAMED(name) __attribute__((swift_name(name)))
#else
#define SWIFTLET_CLOSED
#define SWIFTLET_NAMED(name)
#endif

/* Kinds of layers (FORMAT.md, "Layer entries"). */
typedef enum SWIFTLET_CLOSED swiftlet_layer_kind : uint8_t {
  SWIFTLET_LAYER_EMBEDDING SWIFTLET_NAMED("embedding") = 1,
  SWIFTLET_LAYER_SIMPLE_RNN SWIFTLET_NAMED("simpleRNN") = 2,
  SWIFTLET_LAYER_GRU SWIFTLET_NAMED("gru") = 3,
  SWIFTLET_LAYER_LSTM SWIFTLET_NAMED("lstm") = 4,
  SWIFTLET_LAYER_DENSE SWIFTLET_NAMED("dense") = 5,
  SWIFTLET_LAYER_POINTWISE SWIFTLET_NAMED("pointwise") = 6,
  SWIFTLET_LAYER_CONV1D SWIFTLET_NAMED("conv1D") = 7,
  SWIFTLET_LAYER_HISTORY SWIFTLET_NAMED("history") = 8,
  SWIFTLET_LAYER_LAYER_NORM SWIFTLET_NAMED("layerNorm") = 9
} SWIFTLET_NAMED("LayerKind") swiftlet_layer_kind;

/* What a layer makes of a row's pre-activation: the variants of a dense layer
   (FORMAT.md, "Layer entries"). From sigmoid on they stay within -1 and 1. */
typedef enum SWIFTLET_CLOSED swiftlet_activation : uint8_t {
  /* The number itself, brought into the range of Int16. */
  SWIFTLET_ACTIVATION_LINEAR SWIFTLET_NAMED("linear") = 0,
  /* The same, and 0 for negative ones. */
  SWIFTLET_ACTIVATION_RELU SWIFTLET_NAMED("relu") = 1,
  SWIFTLET_ACTIVATION_SIGMOID SWIFTLET_NAMED("sigmoid") = 2,
  SWIFTLET_ACTIVATION_TANH SWIFTLET_NAMED("tanh") = 3
} SWIFTLET_NAMED("RowActivation") swiftlet_activation;

/* Functions of two values in the same place, or of one: the variants of a
   pointwise layer (FORMAT.md, "Layer entries"). A variant below the first of
   them is an activation of a weighted sum. */
typedef enum SWIFTLET_CLOSED swiftlet_pointwise : uint8_t {
  SWIFTLET_POINTWISE_COPY SWIFTLET_NAMED("copy") = 16,
  SWIFTLET_POINTWISE_MULTIPLY SWIFTLET_NAMED("multiply") = 17,
  SWIFTLET_POINTWISE_MAGNITUDE SWIFTLET_NAMED("magnitude") = 18,
  SWIFTLET_POINTWISE_LEAKY_RELU SWIFTLET_NAMED("leakyReLU") = 19,
  SWIFTLET_POINTWISE_REVERSE SWIFTLET_NAMED("reverse") = 20
} SWIFTLET_NAMED("PointwiseFunction") swiftlet_pointwise;

/* Ways of storage of a layer's weights (FORMAT.md, "Layer entries"). */
typedef enum SWIFTLET_CLOSED swiftlet_storage : uint8_t {
  /* Tiles of all blocks. */
  SWIFTLET_STORAGE_ALL_BLOCKS SWIFTLET_NAMED("allBlocks") = 0,
  /* Tiles of the blocks that were kept, with their positions. */
  SWIFTLET_STORAGE_KEPT_BLOCKS SWIFTLET_NAMED("keptBlocks") = 1,
  /* Panels of sixteen units. */
  SWIFTLET_STORAGE_PANELS SWIFTLET_NAMED("panels") = 2,
  /* Panels of the blocks that were kept, with their places. */
  SWIFTLET_STORAGE_KEPT_PANELS SWIFTLET_NAMED("keptPanels") = 3
} SWIFTLET_NAMED("WeightStorage") swiftlet_storage;

/* Formats of weights: the bits of one, plus 1 for blocks of 16 columns, plus
   twice the way of storage. */
typedef enum SWIFTLET_CLOSED swiftlet_weight_format : uint8_t {
  /* Blocks of 8 columns, two weights a byte. */
  SWIFTLET_FORMAT_INT4 SWIFTLET_NAMED("int4") = 4,
  /* Blocks of 4 columns, as all that follow without a word. */
  SWIFTLET_FORMAT_INT8 SWIFTLET_NAMED("int8") = 8,
  SWIFTLET_FORMAT_WIDE_INT8 SWIFTLET_NAMED("wideInt8") = 9,
  SWIFTLET_FORMAT_KEPT_INT8 SWIFTLET_NAMED("keptInt8") = 10,
  SWIFTLET_FORMAT_PANEL_INT8 SWIFTLET_NAMED("panelInt8") = 12,
  SWIFTLET_FORMAT_KEPT_PANEL_INT8 SWIFTLET_NAMED("keptPanelInt8") = 14,
  SWIFTLET_FORMAT_INT16 SWIFTLET_NAMED("int16") = 16,
  SWIFTLET_FORMAT_PANEL_INT16 SWIFTLET_NAMED("panelInt16") = 20
} SWIFTLET_NAMED("WeightFormat") swiftlet_weight_format;

/* A place that no opened model reaches. */
static inline _Noreturn void swiftlet_unreachable(void) {
  __builtin_unreachable();
}

#endif
