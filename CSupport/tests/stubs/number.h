/* Numbers for the stubs that print. */
#ifndef NUMBER_H
#define NUMBER_H

enum { NUMBER_SIZE = 12 };

/* Writes a number as text to the end of a buffer; gives where it begins. */
static inline const char *number_text(int number, char text[NUMBER_SIZE]) {
  char *digit = text + NUMBER_SIZE;
  unsigned rest = number < 0 ? 0u - (unsigned)number : (unsigned)number;
  *--digit = 0;
  do *--digit = (char)('0' + rest % 10);
  while (rest /= 10);
  if (number < 0) *--digit = '-';
  return digit;
}

#endif
