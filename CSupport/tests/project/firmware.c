/* Two models in one firmware, step by step in turn. A line has a step's outputs
   and the largest one's probability. */
#include <fan_sequence.h>
#include <pump_sequence.h>
#include <swiftlet_decision.h>

#ifdef __cplusplus
extern "C" {
#endif
/* board.h is C alone. */
void board_print(const char *text);
#ifdef __cplusplus
}
#endif

static uint32_t pump_arena[(PUMP_ARENA_SIZE + 3) / 4];
static uint32_t fan_arena[(FAN_ARENA_SIZE + 3) / 4];
static swiftlet_model pump, fan;
static swiftlet_stream pump_stream, fan_stream;

static void print_number(int32_t value, const char *end) {
  char text[12];
  char *start = text + sizeof text;
  uint32_t rest = value < 0 ? 0 - (uint32_t)value : (uint32_t)value;
  *--start = 0;
  do *--start = (char)('0' + rest % 10);
  while (rest /= 10);
  if (value < 0) *--start = '-';
  board_print(start);
  board_print(end);
}

static void print_row(const swiftlet_model *model, const int16_t *output) {
  const size_t count = swiftlet_output_count(model);
  for (size_t index = 0; index < count; index++)
    print_number(output[index], ",");
  print_number(swiftlet_probability(model, output,
                                    swiftlet_largest_output(model, output)),
               "\n");
}

static int step_pump(const float sample[PUMP_INPUTS]) {
  int16_t input[PUMP_INPUTS], output[PUMP_OUTPUTS];
  for (size_t index = 0; index < PUMP_INPUTS; index++)
    input[index] = pump_quantize_float(&pump, index, sample[index]);
  if (swiftlet_step(&pump_stream, input, PUMP_INPUTS, output, PUMP_OUTPUTS) !=
      SWIFTLET_OK)
    return 0;
  print_row(&pump, output);
  return pump_class_name(swiftlet_largest_output(&pump, output)) != NULL;
}

static int step_fan(const float sample[FAN_INPUTS]) {
  int16_t input[FAN_INPUTS], output[FAN_OUTPUTS];
  for (size_t index = 0; index < FAN_INPUTS; index++)
    input[index] = fan_quantize_float(&fan, index, sample[index]);
  if (swiftlet_step(&fan_stream, input, FAN_INPUTS, output, FAN_OUTPUTS) !=
      SWIFTLET_OK)
    return 0;
  print_row(&fan, output);
  return fan_class_name(swiftlet_largest_output(&fan, output)) != NULL;
}

static int start(void) {
  return swiftlet_open(&pump, pump_data, PUMP_SIZE) == SWIFTLET_OK &&
         swiftlet_open(&fan, fan_data, FAN_SIZE) == SWIFTLET_OK &&
         swiftlet_model_id(&pump) == PUMP_ID &&
         swiftlet_model_id(&fan) == FAN_ID &&
         swiftlet_start(&pump_stream, &pump, pump_arena, sizeof pump_arena) ==
             SWIFTLET_OK &&
         swiftlet_start(&fan_stream, &fan, fan_arena, sizeof fan_arena) ==
             SWIFTLET_OK;
}

int main(void) {
  int is_right = start();
  for (int step = 0; is_right && step < PUMP_SEQUENCE_STEPS; step++)
    is_right = step_pump(pump_sequence[step]) && step_fan(fan_sequence[step]);
  return !is_right;
}
