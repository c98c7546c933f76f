#include "firmware.c"
