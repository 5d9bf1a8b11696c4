// expect: row i begins at i * columns, not at i * rows
void add(int rows, int columns, const double *a, const double *b, double *y);
void add_backward(int rows, int columns, const double *dy, double *da, double *db);

void add(int rows, int columns, const double *a, const double *b, double *y)
{
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            y[i * rows + j] = a[i * rows + j] + b[j];
}

void add_backward(int rows, int columns, const double *dy, double *da, double *db)
{
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            da[i * columns + j] += dy[i * columns + j];
            db[j] += dy[i * columns + j];
        }
}
