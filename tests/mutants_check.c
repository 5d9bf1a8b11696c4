// The gradient checker on one seed of every sample, quickly: most mutants of a backward end here. Arguments: the names
// of the ops to check; none: all.
#include "autograd/gradcheck.h"
#include "autograd/ops.h"

#include <string.h>

static bool is_wanted(const char *name, int count, char **names)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return count == 0;
}

int main(int count, char **arguments)
{
    bool passes = true;
    for (int i = 0; i < HEED_OPS_COUNT && passes; i++)
        for (int kind = 0; kind < HEED_OPS[i]->samples && is_wanted(HEED_OPS[i]->name, count - 1, arguments + 1);
             kind++) {
            CheckReport report = gradcheck_op(HEED_OPS[i], kind, 1);
            passes = passes && report.verdict == CHECK_PASS;
            check_free(&report);
        }
    return passes ? 0 : 1;
}
