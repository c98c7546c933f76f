/* As much of Zephyr as the example of `swiftlet embed` includes. */
#include <stddef.h>
#include <stdint.h>
