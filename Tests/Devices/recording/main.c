/* Plays a recording through a model, from its start, and prints each answer as
   a line of the integers that `swiftlet stream --raw` prints. MODEL_FILE and
   RECORDING_FILE are the files' paths; a recording is int16, little-endian,
   timestep after timestep. */
#include "board.h"
#include "swiftlet.h"

/* A file's bytes, after their number. */
#define FILE_AT(name, path)                                      \
  __asm__(".section .rodata." #name ", \"a\"\n.balign 4\n" #name \
          "_size: "                                              \
          ".4byte 1f - " #name "\n" #name ": .incbin \"" path    \
          "\"\n1:\n.previous")

FILE_AT(model_file, MODEL_FILE);
FILE_AT(recording, RECORDING_FILE);
extern const uint32_t model_file_size, recording_size;
extern const uint8_t model_file[];
extern const int16_t recording[];

enum { MOST_VALUES = 4096, ARENA_SIZE = 65536 };
static uint32_t arena[ARENA_SIZE / 4];
static int16_t output[MOST_VALUES];

static void print_value(int16_t value, int is_last) {
  char text[8];
  char *end = text + sizeof text;
  uint32_t rest = value < 0 ? (uint32_t)-value : (uint32_t)value;
  *--end = 0;
  *--end = is_last ? '\n' : ',';
  do *--end = (char)('0' + rest % 10);
  while (rest /= 10);
  if (value < 0) board_print("-");
  board_print(end);
}

int main(void) {
  swiftlet_model model;
  swiftlet_stream stream;
  swiftlet_status status = swiftlet_open(&model, model_file, model_file_size);
  if (status == SWIFTLET_OK)
    status = swiftlet_start(&stream, &model, arena, sizeof arena);
  size_t input_count = 1, output_count = 0;
  if (status == SWIFTLET_OK) {
    input_count = swiftlet_input_count(&model);
    output_count = swiftlet_output_count(&model);
  }
  const int16_t *input = recording;
  for (size_t rest = recording_size / 2;
       status == SWIFTLET_OK && rest >= input_count; rest -= input_count) {
    status = swiftlet_step(&stream, input, input_count, output, output_count);
    for (size_t k = 0; status == SWIFTLET_OK && k < output_count; k++)
      print_value(output[k], k + 1 == output_count);
    input += input_count;
  }
  if (status != SWIFTLET_OK) {
    board_print(swiftlet_status_name(status));
    board_print("\n");
  }
  return status != SWIFTLET_OK;
}
