/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* Swiftlet: integer inference for recurrent networks, one timestep a call.

   Order of use: swiftlet_open, swiftlet_start, then swiftlet_step once for
   each timestep.

   - The caller owns all memory. Nothing is allocated, nothing is global; two
     streams never touch the same bytes unless the caller gives them the same.
   - The model's bytes are read in place and never written: they may lie in
     flash, and must stay there as long as a model or a stream uses them.
   - A model is checked completely once, in swiftlet_open, in time
     proportional to its size. No later call can then fail but for its own
     arguments, whatever the model's weights and inputs. AVR, whose sizes have
     16 bits, is an exception: sums of a forged model's sizes can wrap there in
     the check, and a step then writes beyond the arena. Open only models that
     you made there.
   - All functions are reentrant. Calls on different streams may run at the
     same time; calls on one stream may not.
   - Integers only: no float, no libm. The same model and inputs give the same
     bits on every core.
   - Sizes named _size are bytes, those named _count elements.

   Little-endian cores. C99 and C++, and Swift by module.modulemap beside.
   Specifications: FORMAT.md and ARITHMETIC.md. */
#ifndef SWIFTLET_H
#define SWIFTLET_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version
   ------- */

/* The version of this header and of the library that it comes with: take both
   from one release. Before 1.0.0 a minor version may change any call; from
   then on a major one alone may, a minor one adds calls, and a patch changes
   none. */
#define SWIFTLET_VERSION_MAJOR 0
#define SWIFTLET_VERSION_MINOR 1
#define SWIFTLET_VERSION_PATCH 0
/* The three, with dots between them. */
#define SWIFTLET_VERSION "0.1.0"

/* The version of the model format (FORMAT.md), which has its own numbers. The
   library opens models of this major version, whatever their minor one, and
   answers UNSUPPORTED_VERSION to others; what a later minor version adds, it
   ignores. A model file has both as bytes 4 and 5. */
#define SWIFTLET_FORMAT_VERSION_MAJOR 1
#define SWIFTLET_FORMAT_VERSION_MINOR 0

/* Status
   ------ */

/* What a call answers. 0 is success; errors are negative and never
   renumbered. */
typedef enum swiftlet_status {
  /* What was begun is not done: call again. No error. */
  SWIFTLET_UNFINISHED = 1,
  SWIFTLET_OK = 0,
  /* A pointer is NULL, or a model or stream was never opened or started. */
  SWIFTLET_NULL_ARGUMENT = -1,
  /* The model or the arena does not begin at a multiple of 4. */
  SWIFTLET_MISALIGNED = -2,
  /* Fewer bytes than the model's header says, or than a header has. */
  SWIFTLET_TRUNCATED = -3,
  /* The bytes do not begin with "SWLT". */
  SWIFTLET_NOT_A_MODEL = -4,
  /* The model's major version is not SWIFTLET_FORMAT_VERSION_MAJOR. */
  SWIFTLET_UNSUPPORTED_VERSION = -5,
  /* The model needs a feature that this library does not have. */
  SWIFTLET_UNSUPPORTED_FEATURE = -6,
  /* A checksum does not match: the bytes changed after they were written. */
  SWIFTLET_CORRUPT = -7,
  /* The checksums match but the contents contradict each other. */
  SWIFTLET_INVALID_MODEL = -8,
  /* A row could overflow its accumulator, or the stated bound is false. */
  SWIFTLET_OVERFLOW = -9,
  /* The arena is smaller than swiftlet_arena_size. */
  SWIFTLET_ARENA_TOO_SMALL = -10,
  /* input_count or output_count is not the model's. */
  SWIFTLET_COUNT_MISMATCH = -11,
  /* A value is SWIFTLET_GAP and the model's policy is to refuse gaps. */
  SWIFTLET_GAP_REFUSED = -12,
  /* A symbol is below 0, or not below the embedding's vocabulary size. */
  SWIFTLET_SYMBOL_OUT_OF_RANGE = -13,
  /* The snapshot is not one of this model's, or its bytes changed. */
  SWIFTLET_SNAPSHOT_MISMATCH = -14,
  /* The golden steps gave other integers than the model records. */
  SWIFTLET_SELF_TEST_FAILED = -15,
  /* The memory of a snapshot is shorter than one of this model. */
  SWIFTLET_SNAPSHOT_TRUNCATED = -16,
  /* The snapshot is one of this model's with a right checksum, but holds a
     symbol or a cell state that no step leaves. */
  SWIFTLET_INVALID_SNAPSHOT = -17
} swiftlet_status;

/* A short English name of a status, such as "corrupt". Never NULL; static
   memory. */
const char *swiftlet_status_name(swiftlet_status status);

/* Model
   ----- */

/* An opened model: a few words that point at the model's bytes. Copy it
   freely. Do not rely on the contents. */
typedef struct swiftlet_model {
  const uint8_t *bytes;
} swiftlet_model;

/* Checks a model completely and opens it.

   data: the model file's bytes, at a multiple of 4, in flash or RAM; they
   must outlive the model and its streams. data_size: how many bytes there
   are; more than the file has is allowed. Only [data, data + data_size) is
   read. On any error the model is left unopened.

   Errors: NULL_ARGUMENT, MISALIGNED, TRUNCATED, NOT_A_MODEL,
   UNSUPPORTED_VERSION, UNSUPPORTED_FEATURE, CORRUPT, INVALID_MODEL,
   OVERFLOW. */
swiftlet_status swiftlet_open(swiftlet_model *model, const void *data,
                              size_t data_size);

/* Opens a model whose bytes are known to be those of a file that
   swiftlet_open accepts: one that is linked into the program, for example,
   checked when the program is built. Looks for damage and for layers that the
   library lacks, and believes the rest, which takes about a kilobyte less of
   code. A model from anywhere else belongs to swiftlet_open: with forged
   bytes nothing is promised here.

   data, data_size: as for swiftlet_open.

   Errors: NULL_ARGUMENT, MISALIGNED, TRUNCATED, NOT_A_MODEL,
   UNSUPPORTED_VERSION, UNSUPPORTED_FEATURE, CORRUPT. */
swiftlet_status swiftlet_open_trusted(swiftlet_model *model, const void *data,
                                      size_t data_size);

/* Values that a timestep takes and gives. 0 for an unopened model, as are
   all the sizes and counts below. */
size_t swiftlet_input_count(const swiftlet_model *model);
size_t swiftlet_output_count(const swiftlet_model *model);

/* Bytes of RAM of one stream: state, which lives from step to step, and
   scratch, which is dead between steps. The arena holds both. */
size_t swiftlet_arena_size(const swiftlet_model *model);
size_t swiftlet_state_size(const swiftlet_model *model);
size_t swiftlet_scratch_size(const swiftlet_model *model);

/* Bytes of a snapshot of a stream. */
size_t swiftlet_snapshot_size(const swiftlet_model *model);

/* A number that tells this model from others: its two checksums. 0 for an
   unopened model. */
uint64_t swiftlet_model_id(const swiftlet_model *model);

/* The name of a feature or of an output (a class, or a predicted value):
   UTF-8, within the model's bytes. NULL where index is out of range. */
const char *swiftlet_input_name(const swiftlet_model *model, size_t index);
const char *swiftlet_output_name(const swiftlet_model *model, size_t index);

/* Inputs and outputs
   ------------------
   A step takes and gives int16 values in the network's own scales. These
   functions convert from and to the units of the data, as fixed-point
   numbers: a value v stands for v / 2^fraction_bits units. The header that
   `swiftlet embed` writes has functions on top that take and give units, as
   floats or integers: model_quantize_float, model_read_float. */

/* An input that is missing. What a step makes of it is the model's gap
   policy: refuse, the feature's mean, or the last value seen, which may be
   given up after a number of steps: then the mean takes its place, and where
   every input has been missing for longer the state may be reset. */
#define SWIFTLET_GAP (-32768)

/* Fraction bits of the fixed-point numbers that swiftlet_quantize_input takes
   for this feature; 0 where the data are integers. 0 where index is out of
   range. */
unsigned swiftlet_input_fraction_bits(const swiftlet_model *model,
                                      size_t index);

/* The int16 that a step takes for a feature's value; saturates at +-32767.
   The training data's mean gives 0. 0 where index is out of range.

   value: the feature's value times 2^fraction_bits, to the nearest integer;
   not the bare value, unless the feature has 0 fraction bits. */
int16_t swiftlet_quantize_input(const swiftlet_model *model, size_t index,
                                int32_t value);

/* Fraction bits of the fixed-point numbers that swiftlet_read_output gives.
   0 where index is out of range. */
unsigned swiftlet_output_fraction_bits(const swiftlet_model *model,
                                       size_t index);

/* An output in the unit of the data, or a class's logit. 0 where index is out
   of range. */
int32_t swiftlet_read_output(const swiftlet_model *model, size_t index,
                             int16_t value);

/* The index of the largest of a step's outputs, the first of equals: the
   class that a classifier names. output: swiftlet_output_count values; 0
   where it is NULL. */
size_t swiftlet_largest_output(const swiftlet_model *model,
                               const int16_t *output);

/* Stream
   ------ */

/* A running instance of a model. Many streams may run one model. Do not rely
   on the contents. */
typedef struct swiftlet_stream {
  const uint8_t *bytes;
  uint8_t *arena;
} swiftlet_stream;

/* Starts a stream with a state of zeros.

   arena: the caller's memory, at a multiple of 4, the stream's alone as long
   as the stream is used. arena_size: at least swiftlet_arena_size.

   Errors: NULL_ARGUMENT, MISALIGNED, ARENA_TOO_SMALL. */
swiftlet_status swiftlet_start(swiftlet_stream *stream,
                               const swiftlet_model *model, void *arena,
                               size_t arena_size);

/* Sets the state back to zeros, as swiftlet_start leaves it.

   Errors: NULL_ARGUMENT. */
swiftlet_status swiftlet_reset(swiftlet_stream *stream);

/* Runs one timestep.

   input: input_count values as swiftlet_quantize_input gives them, or
   SWIFTLET_GAP; for a model that begins with an embedding one symbol's
   index. output: output_count values, written; may not overlap input. A step
   of a dense model runs the same instructions whatever the values, unless its
   gap policy gives held values up. On an error neither state nor output
   changes.

   Errors: NULL_ARGUMENT, COUNT_MISMATCH, GAP_REFUSED,
   SYMBOL_OUT_OF_RANGE. */
swiftlet_status swiftlet_step(swiftlet_stream *stream, const int16_t *input,
                              size_t input_count, int16_t *output,
                              size_t output_count);

/* Runs one timestep of each of several streams of a model: gives the integers
   that swiftlet_step gives for each, in less time where the machine has vectors
   (hosts), as the model's weights are read once for many streams.

   streams: stream_count pointers to streams of one model, no stream twice.
   input: (stream_count, input_count), the first stream's values first; output:
   (stream_count, output_count), written; values as for swiftlet_step. On an
   error neither states nor outputs change. Where stream_count is 0 nothing
   happens.

   Errors: NULL_ARGUMENT, COUNT_MISMATCH (also where the streams are not all of
   one model), GAP_REFUSED, SYMBOL_OUT_OF_RANGE. */
swiftlet_status swiftlet_step_many(swiftlet_stream *const *streams,
                                   size_t stream_count, const int16_t *input,
                                   size_t input_count, int16_t *output,
                                   size_t output_count);

/* Runs one timestep of which nothing is known: as swiftlet_step with
   SWIFTLET_GAP for every input. A stream keeps its time by it where a whole
   sample was missed, and a policy that gives values up counts it.

   output: as for swiftlet_step.

   Errors: NULL_ARGUMENT, COUNT_MISMATCH, GAP_REFUSED. */
swiftlet_status swiftlet_step_missing(swiftlet_stream *stream, int16_t *output,
                                      size_t output_count);

/* Saves the state, so that a stream can go on from here later.

   snapshot: swiftlet_snapshot_size bytes, written; no alignment needed. They
   are the same on every core.

   Errors: NULL_ARGUMENT, SNAPSHOT_TRUNCATED (snapshot_size is too small),
   UNFINISHED (a step is begun and not done: there is no state to save). */
swiftlet_status swiftlet_save(const swiftlet_stream *stream, void *snapshot,
                              size_t snapshot_size);

/* Goes on from a snapshot of a stream of the same model. On an error the
   stream is left as it was.

   Errors: NULL_ARGUMENT, SNAPSHOT_TRUNCATED, SNAPSHOT_MISMATCH,
   INVALID_SNAPSHOT. */
swiftlet_status swiftlet_restore(swiftlet_stream *stream, const void *snapshot,
                                 size_t snapshot_size);

/* Runs the model's golden steps and compares every integer with the recorded
   one. arena: as for swiftlet_start, and the self-test's alone.

   Errors: those of swiftlet_start, SELF_TEST_FAILED. */
swiftlet_status swiftlet_self_test(const swiftlet_model *model, void *arena,
                                   size_t arena_size);

/* Steps in parts
   --------------
   A step that must leave the core to others after some time is begun by
   swiftlet_step_begin and then done by calls of swiftlet_step_some. It gives
   the integers that swiftlet_step gives, however it is divided, and takes a
   little longer. Other streams may step meanwhile; this one is not started
   until the step is done: swiftlet_save answers UNFINISHED, and the other
   calls on it NULL_ARGUMENT. To give a step up, start the stream again with
   the same arena. */

/* How far a step has come; the caller's memory. Do not rely on the contents. */
typedef struct swiftlet_progress {
  void *places[14];
  uint32_t numbers[16];
} swiftlet_progress;

/* Takes a timestep's input and begins the step; the input may change after.

   progress: written; must not move until the step is done. input,
   input_count: as for swiftlet_step. On an error the stream is as it was.

   Errors: NULL_ARGUMENT, COUNT_MISMATCH, GAP_REFUSED,
   SYMBOL_OUT_OF_RANGE. */
swiftlet_status swiftlet_step_begin(swiftlet_stream *stream,
                                    swiftlet_progress *progress,
                                    const int16_t *input, size_t input_count);

/* Goes on with the step that was begun on a stream.

   progress: of that step. units: how many units of layers to compute at most,
   rounded up to a multiple of 4 in each layer; 0 does nothing. The first unit
   of a layer also loads its inputs. A layer without weights, and a reset-before
   GRU, is done whole, with all its units. output, output_count: as for
   swiftlet_step, written when the step is done.

   Answers OK where the step is done, UNFINISHED where it is not.
   Errors: NULL_ARGUMENT (also where no step was begun), COUNT_MISMATCH. */
swiftlet_status swiftlet_step_some(swiftlet_stream *stream,
                                   swiftlet_progress *progress, size_t units,
                                   int16_t *output, size_t output_count);

/* Watching a model
   ---------------- */

/* How far a check of a model's bytes has come; zeros before the first call, and
   after a model is opened in its place. Do not rely on the contents. */
typedef struct swiftlet_check {
  const uint8_t *next;
  uint32_t left, checksum, expected;
} swiftlet_check;

/* Goes on with a check that a model's bytes still are what was opened, by the
   checksums that swiftlet_open compares: in an idle loop some bytes at a time.
   After OK or CORRUPT the next call begins anew. Streams of the model may step
   meanwhile.

   byte_count: how many bytes to go over at most. The first call of a check goes
   over the header's 124 too.

   Answers OK where all bytes are as they were, UNFINISHED where some are left.
   Errors: NULL_ARGUMENT, CORRUPT (bytes changed: open a good copy). */
swiftlet_status swiftlet_check_some(const swiftlet_model *model,
                                    swiftlet_check *check, size_t byte_count);

#ifdef __cplusplus
}
#endif

#endif
