/* Where the fields of swiftlet_tile lie on cores of 32 bits: for kernels in
   assembly. swiftlet_tile.h checks them. */
#ifndef TILE_FIELDS_H
#define TILE_FIELDS_H

#define TILE_WEIGHTS 0
#define TILE_X 4
#define TILE_X_BLOCKS 8
#define TILE_X_START 12
#define TILE_H 36
#define TILE_H_BLOCKS 40
#define TILE_SHIFT 44
#define TILE_H_SUM 48
#define TILE_KERNEL 52

#endif
