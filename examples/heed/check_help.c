// What heed check --help says.
#include "examples/heed/check.h"

#include "autograd/ops.h"
#include "examples/heed/check_subject.h"
#include "examples/heed/commands.h"

#include <stdio.h>
#include <string.h>

static const char BEGINNING[] =
    "usage: heed check [TARGET] [--FLAG VALUE ...]\n"
    "\n"
    "Compares gradients with finite differences, in double, and says what is wrong.\n"
    "\n"
    "  heed check                                everything: all ops, layers and task models\n"
    "  heed check softmax                        one op (op:softmax), all its samples\n"
    "  heed check layer:attention                one layer, in all its variants\n"
    "  heed check reverse                        a task's model (task:reverse), small and untrained\n"
    "  heed check runs/reverse-s1 --step 40      a run's model at one of its keyframes\n"
    "  heed check attention --fault no-scale     a planted mistake, found; --fault list names 21\n"
    "  heed check softmax --sweep                the error for steps from 1e-1 to 1e-12\n"
    "\n";

static const char ENDING[] =
    "\n"
    "--json: {format, version, precision, seed, fault, verdict, checks: [{target, variant,\n"
    "  sizes: {B, T, D, H, d_k} (0: none), verdict, reason, message, cause, worst_tensor,\n"
    "  tensors: [{name, shape, elements, directions (0: every element), kinks, kink_of,\n"
    "  verdict, reason, diagnosis, worst: {index, analytic, numeric, difference, error, tolerance,\n"
    "  ratio}}], symmetry: {u_Hv, v_Hu, tolerance, verdict, message}}]}. What is not there,\n"
    "  NaN and infinity are null. A sweep: {format, version, target, variant, seed, fault,\n"
    "  h: [...], float and double: {elements, left_out, forward: [...], central: [...],\n"
    "  Richardson: [...]}}.\n"
    "\n"
    "Exit codes: 0 pass, 2 command line, 3 file or memory, 4 fail, 6 damaged file,\n7 inconclusive and none fails.\n";

static void print_names(const char *what, int count, const char *(*name)(int))
{
    int column = printf("%-7s", what);
    for (int i = 0; i < count; i++) {
        if (i > 0 && strcmp(name(i), name(i - 1)) == 0) // a layer's variants
            continue;
        if (column + 1 + (int)strlen(name(i)) > 90)
            column = printf("\n%-7s", "") - 1;
        column += printf(" %s", name(i));
    }
    printf("\n");
}

static const char *op_name(int i)
{
    return HEED_OPS[i]->name;
}

static const char *task_name(int i)
{
    return HEED_TASKS[i]->name;
}

int check_help(const Flag *flag, int flags)
{
    fputs(BEGINNING, stdout);
    flags_help(flag, flags);
    printf("\n");
    print_names("op:", HEED_OPS_COUNT, op_name);
    print_names("layer:", layer_rows(), layer_name);
    print_names("task:", HEED_TASKS_COUNT, task_name);
    fputs(ENDING, stdout);
    return EXIT_DONE;
}
