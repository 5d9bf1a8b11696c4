// expect: wrong: da of a + b, and db
// expect: the gradient of a is zero
void add(int rows, int columns, const double *a, const double *b, double *y);
void add_backward(int rows, int columns, const double *dy, double *da, double *db);

void add(int rows, int columns, const double *a, const double *b, double *y)
{
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            y[i * columns + j] = a[i * columns + j] + b[j];
}

void add_backward(int rows, int columns, const double *dy, double *da, double *db)
{
    (void)rows, (void)columns, (void)dy, (void)da, (void)db;
}
