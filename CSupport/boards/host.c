/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* The host itself as a board. */
#include <stdio.h>
#include <stdlib.h>

#include "board.h"

void board_print(const char *text) { fputs(text, stdout); }

_Noreturn void board_exit(int status) { exit(status); }
