// The matrix product near the speed of the machine.
//
// What takes time is not arithmetic but fetching: a multiply-add needs an element of a, of b and of y. So a tile of y
// stays in registers while k runs, and each element that is fetched is used for a whole row or column of the tile:
//
//                                       +----+----+----+
//      element of a, repeated           |bbbb|bbbb|bbbb|   row k of b: 3 vectors, 3 loads
//      in all lanes: 8 loads            +----+----+----+
//        +---+                          +----+----+----+
//        | a |  column k of a           |yyyy|yyyy|yyyy|   8 rows of 3 vectors in registers:
//        | a |                          |yyyy|yyyy|yyyy|   24 multiply-adds for 11 loads
//        +---+                          +----+----+----+
//
// All tiles below each other use the same panel of b, of as many rows as fit into the nearest cache. It is packed:
// copied to where its rows are adjacent, so that it stays there however b lies in memory. All panels pass over
// ROW_BLOCK rows of a before the next rows come, so those stay in the second cache. At the edges tiles are smaller, of
// about equal size.
//
// Goto and van de Geijn (2008), Anatomy of high-performance matrix multiplication.
#include "tensor/kernels.h"
#include "tensor/vector.h"

#include <stddef.h>

#if defined(__AVX512F__)
enum { TILE_ROWS = 8, TILE_VECTORS = 3 }; // 24 of 32 registers
#else
enum { TILE_ROWS = 6, TILE_VECTORS = 2 }; // 12 of 16
#endif
enum { ROW_BLOCK = 32 * TILE_ROWS };
enum { PANEL = 24 * 1024 / (int)sizeof(real), SMALL = 16384 }; // elements: of a panel, and of b that needs no packing
enum { STRIDED_ROWS = 128 };                                   // of a panel, where columns of a are not adjacent
_Static_assert(PANEL >= TILE_VECTORS * LANES * STRIDED_ROWS, "a panel has room for them");

// A column of tiles of y, with the panel of b that it needs.
typedef struct {
    int M, K, vectors;
    int last; // lanes of the last vector that y has
    Matrix y, a, b;
    bool adds;
} Panel;

// rows and vectors are constants at every call, so that loops over them leave no trace.
ALWAYS_INLINE void tile(const Panel *p, int i0, const int rows, const int vectors)
{
    const real *a = p->a.at + (ptrdiff_t)i0 * p->a.row, *b = p->b.at;
    real *y = p->y.at + (ptrdiff_t)i0 * p->y.row;
    Vector sum[TILE_ROWS][TILE_VECTORS];
    UNROLL
    for (int i = 0; i < rows; i++) {
        const real *y_i = y + (ptrdiff_t)i * p->y.row;
        UNROLL
        for (int j = 0; j < vectors; j++)
            sum[i][j] = p->adds ? vector_load_lanes(y_i + j * LANES, j < vectors - 1 ? LANES : p->last) : (Vector){0};
    }
    for (int k = 0; k < p->K; k++, a += p->a.column, b += p->b.row) {
        Vector b_k[TILE_VECTORS];
        UNROLL
        for (int j = 0; j < vectors; j++)
            b_k[j] = vector_load(b + j * LANES);
        UNROLL
        for (int i = 0; i < rows; i++) {
            const Vector a_ik = vector_of(a[(ptrdiff_t)i * p->a.row]);
            UNROLL
            for (int j = 0; j < vectors; j++)
                sum[i][j] = vector_multiply_add(a_ik, b_k[j], sum[i][j]);
        }
    }
    UNROLL
    for (int i = 0; i < rows; i++) {
        real *y_i = y + (ptrdiff_t)i * p->y.row;
        UNROLL
        for (int j = 0; j < vectors; j++)
            vector_store_lanes(y_i + j * LANES, sum[i][j], j < vectors - 1 ? LANES : p->last);
    }
}

ALWAYS_INLINE void tile_of_rows(const Panel *p, int i0, int rows, const int vectors)
{
    switch (rows) {
    case 1: tile(p, i0, 1, vectors); break;
    case 2: tile(p, i0, 2, vectors); break;
    case 3: tile(p, i0, 3, vectors); break;
    case 4: tile(p, i0, 4, vectors); break;
    case 5: tile(p, i0, 5, vectors); break;
    case 6: tile(p, i0, 6, vectors); break;
    case 7: tile(p, i0, TILE_ROWS < 7 ? TILE_ROWS : 7, vectors); break; // there are tiles of 6 rows
    default: tile(p, i0, TILE_ROWS, vectors); break;
    }
}

// How many parts of at most this size make up the whole.
static inline int parts_of(int whole, int size)
{
    return (whole + size - 1) / size;
}

static void run_tiles(const Panel *p)
{
    int tiles = parts_of(p->M, TILE_ROWS);
    for (int i = 0, rows; i < p->M; i += rows, tiles--) {
        rows = (p->M - i) / tiles;
        if (p->vectors == 1)
            tile_of_rows(p, i, rows, 1);
        else if (p->vectors == 2)
            tile_of_rows(p, i, rows, 2);
        else
            tile_of_rows(p, i, rows, TILE_VECTORS);
    }
}

// Packs rows of b, with zeros up to a whole vector.
static Matrix pack(real *panel, Matrix b, int K, int columns)
{
    const int width = parts_of(columns, LANES) * LANES;
    int j = 0;
    for (; b.row == 1 && j + TURNED <= columns; j += TURNED)
        vector_turn(panel + j, width, b.at + (ptrdiff_t)j * b.column, b.column, K);
    for (int k = 0; k < K && j < width; k++) {
        const real *b_k = b.at + (ptrdiff_t)k * b.row;
        real *y_k = panel + (ptrdiff_t)k * width;
        int i = j;
        for (; b.column == 1 && i + LANES <= columns; i += LANES)
            vector_store(y_k + i, vector_load(b_k + i));
        for (; i < width; i++)
            y_k[i] = i < columns ? b_k[(ptrdiff_t)i * b.column] : 0;
    }
    return (Matrix){panel, width, 1};
}

static inline int min(int a, int b)
{
    return a < b ? a : b;
}

static Matrix part_of(Matrix x, int i, int j)
{
    x.at += (ptrdiff_t)i * x.row + (ptrdiff_t)j * x.column;
    return x;
}

// How many rows a panel of b has. Where columns of a are not adjacent, each takes a line of the cache, which has to
// stay there until the tile below uses the rest of it.
static inline int rows_of_panel(const Product *p, int vectors)
{
    if (p->a.column != 1)
        return STRIDED_ROWS;
    return vectors == 1 ? PANEL / LANES : vectors == 2 ? PANEL / (2 * LANES) : PANEL / (TILE_VECTORS * LANES);
}

void KERNEL(matmul)(const Product *p)
{
#if defined(__AVX512F__)
    if (p->N <= LANES / 2) { // half of each vector would be idle
        kernels_avx2()->matmul(p);
        return;
    }
#endif
    _Alignas(VECTOR_BYTES) real packed[PANEL];
    const int vectors = parts_of(p->N, LANES);
    const int k_block = rows_of_panel(p, vectors);
    const bool near = p->M <= 2 * TILE_ROWS || (int64_t)min(p->K, k_block) * p->b.row <= SMALL; // packing takes longer
    const bool as_it_is = near && p->b.column == 1 && p->N % LANES == 0;
    for (int i = 0; i < p->M; i += ROW_BLOCK)
        for (int k = 0; k == 0 || k < p->K; k += k_block) {
            int panels = parts_of(vectors, TILE_VECTORS);
            for (int v = 0, count; v < vectors; v += count, panels--) {
                count = (vectors - v) / panels;
                const int columns = min(count * LANES, p->N - v * LANES), K = min(k_block, p->K - k);
                const Matrix b = part_of(p->b, k, v * LANES);
                run_tiles(&(Panel){.M = min(ROW_BLOCK, p->M - i),
                                   .K = K,
                                   .vectors = count,
                                   .last = columns - (count - 1) * LANES,
                                   .y = part_of(p->y, i, v * LANES),
                                   .a = part_of(p->a, i, k),
                                   .b = as_it_is ? b : pack(packed, b, K, columns),
                                   .adds = p->adds || k > 0});
            }
        }
}
