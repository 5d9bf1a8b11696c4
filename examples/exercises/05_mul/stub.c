// Exercise 5: mul, and a value that is used more than once.
//
// Two arrays are multiplied, number by number. Nudge a_i a little, and y_i
// moves b_i times as far: for the first time a gradient depends on the numbers
// that went forward.
//
//   forward    y_i   = a_i b_i
//   backward   da_i += dy_i b_i
//              db_i += dy_i a_i            all of n numbers
//
// That is the chain rule: how L changes with a_i is how L changes with y_i
// (this is dy_i) times how y_i changes with a_i.
//
// Why += and not =? A value may go to several places: that is called fan-out.
// It then moves L along each of these ways, and what they do adds up. Nobody
// can know who comes last; so everybody adds to what is there already. In
// y = x * x, a and b are even the same array x, and da and db the same dx.
//
// Then use what you have written. The cube has x in three places:
//
//   forward    s = x * x                   two calls of mul
//              y = s * x
//   backward   y = s * x  gives ds and dx  two calls of mul_backward, the last
//              s = x * x  gives dx twice   product first: ds must be complete
//                                          before it is passed on
//
// cube writes its s into an array that it is given, for cube_backward is given
// the same array, as it was left. ds comes filled with zeros.
//
// Write: mul, mul_backward, cube, and cube_backward.

void mul(int n, const double *a, const double *b, double *y);
void mul_backward(int n, const double *a, const double *b, const double *dy,
                  double *da, double *db);
void cube(int n, const double *x, double *s, double *y);
void cube_backward(int n, const double *x, const double *s, const double *dy,
                   double *ds, double *dx);

void mul(int n, const double *a, const double *b, double *y)
{
    (void)n, (void)a, (void)b, (void)y; // write here, in place of this line
}

void mul_backward(int n, const double *a, const double *b, const double *dy,
                  double *da, double *db)
{
    (void)n, (void)a, (void)b, (void)dy, (void)da, (void)db; // and here
}

void cube(int n, const double *x, double *s, double *y)
{
    (void)n, (void)x, (void)s, (void)y;
}

void cube_backward(int n, const double *x, const double *s, const double *dy,
                   double *ds, double *dx)
{
    (void)n, (void)x, (void)s, (void)dy, (void)ds, (void)dx;
}
