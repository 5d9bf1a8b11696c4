// Exercise 1: the difference quotient.
//
// Both sides, not one: f(x + h) = f + h f' + h^2/2 f'' + h^3/6 f''' + ..., and in f(x + h) - f(x - h) all even terms
// cancel. What is left over is h^2/6 f''', while (f(x + h) - f(x)) / h is wrong by h/2 f''. With h = 0.001 that is a
// thousand times more.

double difference(double f(double), double x, double h);

double difference(double f(double), double x, double h)
{
    return (f(x + h) - f(x - h)) / (2 * h);
}
