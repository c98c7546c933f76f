/* Products of matrices, in tiles of C that stay in registers. */

enum { TILE_ROWS = 6, TILE_VECTORS = 2, BLOCK_DEPTH = 128 };

/* A tile of C of up to TILE_ROWS rows and TILE_VECTORS vectors, of whose last
   one `last` numbers are C's. The counts of rows and vectors are constants where
   this is inlined. */
INLINE void multiply_tile(const swiftlet_product *p, int rows, int vectors,
                          ptrdiff_t last) {
  floats sum[TILE_ROWS][TILE_VECTORS];
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < vectors; j++)
      sum[i][j] = load_some(p->s + i * p->s_row + j * FLOATS,
                            j == vectors - 1 ? last : FLOATS);
  const float *a = p->a, *b = p->b;
  for (ptrdiff_t k = 0; k < p->depth; k++) {
    floats value[TILE_VECTORS];
    for (int j = 0; j < vectors; j++) value[j] = load(b + j * FLOATS);
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < vectors; j++)
        sum[i][j] += all(a[i * p->a_row]) * value[j];
    a += p->a_column;
    b += p->b_row;
  }
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < vectors; j++)
      store_some(p->c + i * p->c_row + j * FLOATS, sum[i][j],
                 j == vectors - 1 ? last : FLOATS);
}

/* A panel of so many vectors of C, all its rows. */
INLINE void multiply_panel(swiftlet_product p, int vectors, ptrdiff_t last) {
  for (; p.rows >= TILE_ROWS; p.rows -= TILE_ROWS) {
    multiply_tile(&p, TILE_ROWS, vectors, last);
    p.a += TILE_ROWS * p.a_row;
    p.s += TILE_ROWS * p.s_row;
    p.c += TILE_ROWS * p.c_row;
  }
  switch (p.rows) {
  case 5: return multiply_tile(&p, 5, vectors, last);
  case 4: return multiply_tile(&p, 4, vectors, last);
  case 3: return multiply_tile(&p, 3, vectors, last);
  case 2: return multiply_tile(&p, 2, vectors, last);
  case 1: return multiply_tile(&p, 1, vectors, last);
  }
}

/* A product as deep as the first-level cache holds of a panel of B. */
static void multiply_block(swiftlet_product p) {
  const ptrdiff_t pair = TILE_VECTORS * FLOATS;
  for (; p.columns >= pair; p.columns -= pair) {
    multiply_panel(p, TILE_VECTORS, FLOATS);
    p.b += pair;
    p.s += pair;
    p.c += pair;
  }
  if (p.columns > FLOATS)
    multiply_panel(p, TILE_VECTORS, p.columns - FLOATS);
  else if (p.columns > 0)
    multiply_panel(p, 1, p.columns);
}

static void multiply(const swiftlet_product *product) {
  swiftlet_product block = *product;
  for (ptrdiff_t k = 0; k < product->depth; k += BLOCK_DEPTH) {
    ptrdiff_t left = product->depth - k;
    block.depth = left < BLOCK_DEPTH ? left : BLOCK_DEPTH;
    multiply_block(block);
    block.a += BLOCK_DEPTH * block.a_column;
    block.b += BLOCK_DEPTH * block.b_row;
    block.s = block.c;
    block.s_row = block.c_row;
  }
}
