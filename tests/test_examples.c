// The small programs print what they say they do. They are those of this test's precision.
#include "tests/support.h"

#include "tests/run_program.h"

// --- head comments --------------------------------------------------------------------------------------------------

// The lines that a head comment announces below "// Prints" are printed, in this order; "..." stands for others.
static void expect_announced(const char *name)
{
    char path[4096], line[256];
    snprintf(path, sizeof path, "%s/examples/%s.c", HEED_SOURCE_DIR, name);
    FILE *source = fopen(path, "r");
    cr_assert(source, "%s", path);
    char *output = run_program(EXAMPLES, name, "", 0);
    const char *at = output;
    int lines = 0;
    while (fgets(line, sizeof line, source) && strncmp(line, "// Prints", 9) != 0)
        ;
    for (; fgets(line, sizeof line, source) && strncmp(line, "//   ", 5) == 0; lines++) {
        if (strcmp(line, "//   ...\n") == 0)
            continue;
        const char *found = strstr(at, line + 5);
        cr_expect(found, "%s does not print \"%s\" there", name, line + 5);
        at = found ? found + strlen(line + 5) : at;
    }
    cr_expect(lines > 0, "%s announces nothing", name);
    free(output);
    fclose(source);
}

Test(examples, scalar_prints_what_it_announces)
{
    expect_announced("scalar");
}

Test(examples, line_prints_what_it_announces)
{
    expect_announced("line");
}

// --- an op of one's own ---------------------------------------------------------------------------------------------

Test(examples, own_op_checks_itself)
{
    char *output = run_program(EXAMPLES, "own_op", "", 0);
    cr_expect(strstr(output, IN_DOUBLE ? "swish: agrees; " : "swish: float cannot tell"), "%s", output);
    free(output);
}

// --- scalar ---------------------------------------------------------------------------------------------------------

// What micrograd's README gives for its expression.
Test(examples, scalar_has_the_known_numbers)
{
    char *output = run_program(EXAMPLES, "scalar", "", 0);
    cr_expect(strstr(output, "g     =  24.7041\n"));
    cr_expect(strstr(output, "dg/da = 138.8338\n"));
    cr_expect(strstr(output, "dg/db = 645.5773\n"));
    free(output);
}

// The same expression, as README has it, in plain C.
static double micrograd(double a, double b)
{
    double c = a + b, d = a * b + b * b * b;
    c += c + 1;
    c += 1 + c + (-a);
    d += d * 2 + fmax(b + a, 0);
    d += 3 * d + fmax(b - a, 0);
    const double e = c - d, f = e * e;
    return f / 2.0 + 10.0 / f;
}

Test(examples, scalar_follows_its_gradient)
{
    char *output = run_program(EXAMPLES, "scalar", "", 0);
    const char *last = strstr(output, "a + 0.001 gives ");
    double moved = 0, foretold = 0;
    cr_assert(last && sscanf(last, "a + 0.001 gives %lf; g + 0.001 dg/da foretells %lf", &moved, &foretold) == 2);
    cr_expect(fabs(moved - micrograd(-3.999, 2)) < 1e-4, "%g", moved);
    cr_expect(fabs(foretold - (24.7041 + 0.1388338)) < 1.1e-4, "%g", foretold);
    free(output);
}

// --- line -----------------------------------------------------------------------------------------------------------

typedef struct {
    double w, b;
} Line;

static double distance(Line p, Line q)
{
    return hypot(p.w - q.w, p.b - q.b);
}

static Line line_after(const char *output, const char *label)
{
    Line line = {nan(""), nan("")};
    const char *at = strstr(output, label);
    cr_assert(at && sscanf(at + strlen(label), " w %lf b %lf", &line.w, &line.b) == 2, "no line of %s", label);
    return line;
}

// From w = b = 0, nearer at every printed step until it is there; and the least squares solution of 50 points with
// noise of deviation 0.5 lies within 5 deviations of the truth, which are 0.5 / sqrt(50 16/12) for w, 0.5 / sqrt(50)
// for b.
Test(examples, line_approaches_least_squares)
{
    char *output = run_program(EXAMPLES, "line", "", 0);
    const Line best = line_after(output, "least squares"), truth = line_after(output, "truth");
    cr_expect(fabs(best.w - truth.w) < 5 * 0.5 / sqrt(50 * 16 / 12.0), "w %g", best.w);
    cr_expect(fabs(best.b - truth.b) < 5 * 0.5 / sqrt(50), "b %g", best.b);

    Line now = {0, 0};
    double before = HUGE_VAL;
    int rows = 0, step = 0;
    for (const char *at = strstr(output, "step"); at; at = strstr(at + 1, "step"), rows++) {
        cr_assert_eq(sscanf(at, "step %d loss %*f w %lf b %lf", &step, &now.w, &now.b), 3);
        if (rows == 0)
            cr_expect(step == 0 && now.w == 0 && now.b == 0);
        cr_expect(distance(now, best) <= before, "step %d: w %g, b %g", step, now.w, now.b);
        before = distance(now, best) + 1e-4; // the last digit that is printed may waver
    }
    cr_expect(rows >= 5 && step >= 100);
    cr_expect(distance(now, best) < 2e-4, "ends at w %g, b %g", now.w, now.b);
    free(output);
}

// --- reverse --------------------------------------------------------------------------------------------------------

enum { T = 8 };

typedef struct {
    int step, input[T], percent[T][T], says[T];
    double loss;
} Map;

static int read_int(const char **at)
{
    int x = 0, length = 0;
    cr_assert_eq(sscanf(*at, "%d%n", &x, &length), 1, "no number at \"%.20s\"", *at);
    *at += length;
    return x;
}

static Map read_map(const char *at)
{
    Map map = {0};
    int length = 0;
    cr_assert_eq(sscanf(at, "step %d, loss %lf input%n", &map.step, &map.loss, &length), 2);
    at += length;
    for (int t = 0; t < T; t++)
        map.input[t] = read_int(&at);
    at = strstr(at, "says") + 4;
    for (int query = 0; query < T; query++) {
        for (int key = 0; key < T; key++)
            map.percent[query][key] = read_int(&at);
        map.says[query] = read_int(&at);
    }
    return map;
}

// How many positions look at their mirror position with at least this weight.
static int mirrored(const Map *map, int percent)
{
    int count = 0;
    for (int t = 0; t < T; t++)
        count += map->percent[t][T - 1 - t] >= percent;
    return count;
}

static int right_answers(const Map *map)
{
    int count = 0;
    for (int t = 0; t < T; t++)
        count += map->says[t] == map->input[T - 1 - t];
    return count;
}

static void expect_rows_sum_to_100(const Map *map)
{
    for (int t = 0; t < T; t++) {
        int sum = 0;
        for (int key = 0; key < T; key++)
            sum += map->percent[t][key];
        cr_expect(abs(sum - 100) <= T / 2, "step %d, row %d: %d percent", map->step, t, sum); // T roundings of 1/2
    }
}

// It begins at chance (loss ln 10 = 2.3, a spread of initial weights above) and ends with every row on its mirror
// position, every answer right.
Test(examples, reverse_ends_with_the_anti_diagonal)
{
    char *output = run_program(EXAMPLES, "reverse", "", 0);
    Map first = {0}, last = {0};
    int maps = 0;
    for (const char *at = strstr(output, "step"); at; at = strstr(at + 1, "step")) {
        last = read_map(at);
        expect_rows_sum_to_100(&last);
        first = maps++ == 0 ? last : first;
    }
    cr_expect_eq(maps, 6);
    cr_expect(first.step == 0 && first.loss > 2.15 && first.loss < 3.9, "step %d, loss %g", first.step, first.loss);
    cr_expect_eq(mirrored(&first, 50), 0);
    cr_expect_lt(right_answers(&first), T);
    cr_expect(last.step == 400 && last.loss < 0.05, "step %d, loss %g", last.step, last.loss);
    cr_expect_eq(mirrored(&last, 80), T);
    cr_expect_eq(right_answers(&last), T);
    free(output);
}
