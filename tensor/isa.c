// Choosing the table of kernels.
#include "tensor/isa.h"

#include "tensor/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef const Kernels *Table(void);

// From the worst to the best.
static Table *const ALL[] = {
    kernels_portable,
#ifdef __x86_64__
    kernels_avx2,
    kernels_avx512,
#endif
};
enum { COUNT = sizeof ALL / sizeof ALL[0] };

static bool processor_has(Table *table)
{
#ifdef __x86_64__
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (table == kernels_avx2)
        return avx2;
    if (table == kernels_avx512)
        return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
    return table == kernels_portable;
}

// The table that HEED_ISA asks for; NULL: there is none of this name.
static Table *find(const char *name)
{
    for (int i = 0; i < COUNT; i++)
        if (strcmp(ALL[i]()->isa, name) == 0)
            return ALL[i];
    return NULL;
}

static const char *wanted(void)
{
    const char *name = getenv("HEED_ISA");
    return name && *name ? name : NULL;
}

static Table *choose(void)
{
    Table *named = wanted() ? find(wanted()) : NULL;
    if (wanted())
        return named && processor_has(named) ? named : kernels_portable;
    for (int i = COUNT - 1; i > 0; i--)
        if (processor_has(ALL[i]))
            return ALL[i];
    return kernels_portable;
}

_Atomic(const Kernels *) kernels_chosen;

const Kernels *kernels_choose(void)
{
    const Kernels *table = choose()(); // threads that come first at the same time choose the same
    atomic_store_explicit(&kernels_chosen, table, memory_order_relaxed);
    return table;
}

const char *isa_name(void)
{
    return kernels()->isa;
}

const char *isa_error(char text[ISA_TEXT])
{
    const char *name = wanted();
    Table *table = name ? find(name) : NULL;
    if (!name || (table && processor_has(table)))
        return NULL;
    int length = snprintf(text, ISA_TEXT, "HEED_ISA=%.40s: %s; unset it, or choose", name,
                          table ? "this processor lacks it" : "no such instruction set");
    for (int i = 0; i < COUNT; i++)
        if (processor_has(ALL[i]))
            length += snprintf(text + length, (size_t)(ISA_TEXT - length), "%s %s", i > 0 ? "," : "", ALL[i]()->isa);
    return text;
}
