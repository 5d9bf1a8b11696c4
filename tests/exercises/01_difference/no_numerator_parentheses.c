// expect: Parentheses: (a - b) / c
double difference(double f(double), double x, double h);

double difference(double f(double), double x, double h)
{
    return f(x + h) - f(x - h) / (2 * h);
}
