// The names of faults on a command line.
#include "examples/heed/fault_names.h"

#include "examples/heed/commands.h"
#include "examples/heed/faults.h"
#include "examples/heed/nearest.h"

#include <stdio.h>

enum { MOST_FAULTS = 128 };

int list_faults(void)
{
    for (int i = 0; i < HEED_FAULTS_COUNT; i++)
        printf("%-20s %s\n", HEED_FAULTS[i].name, HEED_FAULTS[i].sentence);
    return EXIT_DONE;
}

int unknown_fault(const char *name)
{
    const char *names[MOST_FAULTS] = {NULL};
    for (int i = 0; i < HEED_FAULTS_COUNT && i < MOST_FAULTS - 1; i++)
        names[i] = HEED_FAULTS[i].name;
    const char *near = nearest(name, names);
    return near ? usage_error("unknown fault %s; did you mean %s?", name, near)
                : usage_error("unknown fault %s; --fault list names them", name);
}
