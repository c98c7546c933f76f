/* The kinds of layers of a model file (FORMAT.md, "Layer entries"), which Swift
   takes for a closed enum: a switch names every one. */
#ifndef SWIFTLET_KINDS_H
#define SWIFTLET_KINDS_H

#include <stdint.h>

#if defined(__clang__)
#define SWIFTLET_CLOSED __attribute__((enum_extensibility(closed)))
#define SWIFTLET_NAMED(name) __attribute__((swift_name(name)))
#else
#define SWIFTLET_CLOSED
#define SWIFTLET_NAMED(name)
#endif

typedef enum SWIFTLET_CLOSED swiftlet_layer_kind : uint8_t {
  SWIFTLET_LAYER_EMBEDDING SWIFTLET_NAMED("embedding") = 1,
  SWIFTLET_LAYER_SIMPLE_RNN SWIFTLET_NAMED("simpleRNN") = 2,
  SWIFTLET_LAYER_GRU SWIFTLET_NAMED("gru") = 3,
  SWIFTLET_LAYER_LSTM SWIFTLET_NAMED("lstm") = 4,
  SWIFTLET_LAYER_DENSE SWIFTLET_NAMED("dense") = 5
} SWIFTLET_NAMED("LayerKind") swiftlet_layer_kind;

#endif
