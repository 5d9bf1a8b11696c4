// expect: wrong: db of a + b, and da
// expect: is that of the last row: something is stored (=)
// never: right the first time
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
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            da[i * columns + j] = dy[i * columns + j];
            db[j] = dy[i * columns + j];
        }
}
