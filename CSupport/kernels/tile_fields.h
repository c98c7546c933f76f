/* Where the fields of swiftlet_tile.h lie, for kernels in assembly. */
#define WEIGHTS 0
#define X 4
#define X_BLOCKS 8
#define X_START 12
#define H 36
#define H_BLOCKS 40
#define SHIFT 44
#define H_SUM 48
#define KERNEL 52
