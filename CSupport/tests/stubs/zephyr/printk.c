#include <stdarg.h>
#include <zephyr/sys/printk.h>

#include "../number.h"

void board_print(const char *text);

void printk(const char *format, ...) {
  char number[NUMBER_SIZE];
  va_list arguments;
  va_start(arguments, format);
  for (; *format; format++) {
    const char text[] = {*format, 0};
    if (*format != '%') {
      board_print(text);
    } else if (*++format == 'd') {
      board_print(number_text(va_arg(arguments, int), number));
    } else {
      board_print(va_arg(arguments, const char *));
    }
  }
  va_end(arguments);
}
