// Exercise 14: SGD with momentum, exactly as torch.optim.SGD.

typedef struct {
    double rate, momentum, weight_decay;
    int nesterov; // 1: Nesterov's momentum
} Sgd;

void sgd_step(const Sgd *sgd, int n, double *p, const double *g, double *v);

// All four rules are this one loop: with weight_decay 0 the first line changes
// nothing, with momentum 0 v is the gradient itself.
//
// PyTorch writes v = g at the first step, and momentum v + g afterwards. As v
// begins as zeros here, that is the same.
//
// The rate stays outside of v. With v = momentum v + rate g, as in the older
// papers, a rate that is lowered slows the ball down only little by little;
// here it does at once.
void sgd_step(const Sgd *sgd, int n, double *p, const double *g, double *v)
{
    for (int i = 0; i < n; i++) {
        const double slope = g[i] + sgd->weight_decay * p[i]; // g' above
        v[i] = sgd->momentum * v[i] + slope;
        const double ahead = slope + sgd->momentum * v[i];
        p[i] -= sgd->rate * (sgd->nesterov ? ahead : v[i]);
    }
}
