// expect: with momentum 0.9
// expect: The rate is inside of v here
typedef struct {
    double rate, momentum, weight_decay;
    int nesterov; // 1: Nesterov's momentum
} Sgd;

void sgd_step(const Sgd *sgd, int n, double *p, const double *g, double *v);

void sgd_step(const Sgd *sgd, int n, double *p, const double *g, double *v)
{
    for (int i = 0; i < n; i++) {
        const double slope = g[i] + sgd->weight_decay * p[i]; // g' above
        v[i] = sgd->momentum * v[i] + sgd->rate * slope;
        p[i] -= (sgd->nesterov ? sgd->rate * slope + sgd->momentum * v[i] : v[i]);
    }
}
