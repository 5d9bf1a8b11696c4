// The matrix product of tensors: which matrices are multiplied, and which of them at once.
#include "tensor/matmul.h"

#include "tensor/kernels.h"

enum { EVEN = 4 }; // so many products for each thread are even shares, near enough

// Its leading axes alone: each element stands where a matrix begins.
static Tensor batch_of(Tensor x)
{
    x.rank -= 2;
    return x;
}

static Matrix matrix_at(real *at, Tensor x)
{
    return (Matrix){at, x.stride[x.rank - 2], x.stride[x.rank - 1]};
}

static Matrix transpose(Matrix x)
{
    return (Matrix){x.at, x.column, x.row};
}

// The kernel wants adjacent columns of y. Where rows are adjacent instead, y^T = b^T a^T has them.
static void multiply(Product p)
{
    if (p.N == 1)
        p.y.column = 1; // there is no other column
    if (p.y.column != 1 && (p.y.row == 1 || p.M == 1))
        p = (Product){.M = p.N,
                      .N = p.M,
                      .K = p.K,
                      .y = {p.y.at, p.y.column, 1},
                      .a = transpose(p.b),
                      .b = transpose(p.a),
                      .adds = p.adds};
    if (p.y.column == 1)
        kernels()->matmul(&p);
    else
        matmul_plain(&p);
}

// Makes one product of the matrices of a row of the batch, if they lie below each other: the rows of y and a, where b
// is the same (activations and weights); or what is summed, where y is the same (the gradient of weights).
static bool merge(Product *p, const Walk *walk)
{
    const int n = walk->n, y = walk->step[0], a = walk->step[1], b = walk->step[2];
    if (b == 0 && a == p->M * p->a.row && y == p->M * p->y.row)
        p->M *= n;
    else if (y == 0 && a == p->K * p->a.column && b == p->K * p->b.row)
        p->K *= n;
    else
        return n == 1;
    return true;
}

typedef struct {
    Product first; // of the batch
    Walk batch;    // where y, a and b begin
    bool merged;   // a row of the batch is one product
    bool by_rows;  // threads share the rows of each product, not the products
} Work;

static void run_share(void *context, int thread, int begin, int end)
{
    (void)thread;
    const Work *work = context;
    Walk batch = work->batch;
    int index = 0;
    while (walk_next(&batch))
        for (int i = 0; i < (work->merged ? 1 : batch.n); i++, index++) {
            if (!work->by_rows && (index < begin || index >= end))
                continue;
            Product p = work->first;
            p.y.at = batch.at[0] + i * batch.step[0];
            p.a.at = batch.at[1] + i * batch.step[1];
            p.b.at = batch.at[2] + i * batch.step[2];
            if (work->by_rows) {
                p.M = end - begin;
                p.y.at += begin * p.y.row;
                p.a.at += begin * p.a.row;
            }
            multiply(p);
        }
}

void matmul_on(Threads *threads, Tensor y, Tensor a, Tensor b, bool adds)
{
    if (!y.data || !a.data || !b.data)
        return;
    const Tensor batch[] = {batch_of(y), batch_of(a), batch_of(b)};
    Shape shape = tensor_shape(batch[0]);
    shape_broadcast(&shape, shape, tensor_shape(batch[1]));
    shape_broadcast(&shape, shape, tensor_shape(batch[2]));
    Work work = {.batch = walk_over(shape, 3, batch),
                 .first = {.M = a.shape[a.rank - 2],
                           .N = b.shape[b.rank - 1],
                           .K = a.shape[a.rank - 1],
                           .y = matrix_at(y.data, y),
                           .a = matrix_at(a.data, a),
                           .b = matrix_at(b.data, b),
                           .adds = adds}};
    work.merged = merge(&work.first, &work.batch);
    const int products = work.batch.rows * (work.merged ? 1 : work.batch.n);
    const bool apart = shape_equal(shape, tensor_shape(batch[0])) || products == 1; // each has its own matrix of y
    if (!adds && !apart) {
        tensor_fill(y, 0);
        work.first.adds = true;
    }
    const Product *p = &work.first;
    if (p->M == 0 || p->N == 0)
        return;
    work.by_rows = !apart || products < EVEN * threads_count(threads);
    threads = threads_for(threads, (double)p->M * p->N * p->K * products);
    threads_share(threads, work.by_rows ? p->M : products, run_share, &work);
}

void tensor_add_matmul(Tensor y, Tensor a, Tensor b)
{
    matmul_on(NULL, y, a, b, true);
}

void tensor_matmul(Tensor y, Tensor a, Tensor b)
{
    matmul_on(NULL, y, a, b, false);
}
