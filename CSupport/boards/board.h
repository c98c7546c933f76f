/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* What a test image needs of its board: text to the host, and an end. Both go
   through semihosting, which QEMU and most debug probes serve. */
#ifndef BOARD_H
#define BOARD_H

/* Writes a text that ends with a zero byte. */
void board_print(const char *text);

/* Ends the image; 0 is success. */
_Noreturn void board_exit(int status);

#endif
