// Choosing the instruction set. Each test is a process of its own, in which no kernel has run yet.
#include "autograd/tape.h"
#include "tensor/isa.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>

Test(isa, portable_is_everywhere_and_is_taken_when_asked_for)
{
    char text[ISA_TEXT];
    setenv("HEED_ISA", "portable", 1);
    cr_expect_null(isa_error(text));
    cr_expect_str_eq(isa_name(), "portable");
}

Test(isa, an_empty_name_is_none)
{
    char text[ISA_TEXT];
    setenv("HEED_ISA", "", 1);
    cr_expect_null(isa_error(text));
}

Test(isa, it_is_chosen_once)
{
    setenv("HEED_ISA", "portable", 1);
    cr_expect_str_eq(isa_name(), "portable");
    setenv("HEED_ISA", "avx2", 1);
    cr_expect_str_eq(isa_name(), "portable");
}

Test(isa, an_unknown_name_is_refused_with_those_that_there_are)
{
    char text[ISA_TEXT];
    setenv("HEED_ISA", "sse9", 1);
    cr_assert_not_null(isa_error(text));
    const char *begin = "HEED_ISA=sse9: no such instruction set; unset it, or choose portable";
    cr_expect_eq(strncmp(text, begin, strlen(begin)), 0, "%s", text);
    cr_expect_str_eq(isa_name(), "portable");
}

Test(isa, a_name_that_is_too_long_is_cut)
{
    char name[1000], text[ISA_TEXT];
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    setenv("HEED_ISA", name, 1);
    cr_assert_not_null(isa_error(text));
    cr_expect_not_null(strstr(text, "choose portable"));
}

Test(isa, a_tape_reports_it_in_its_own_way, .signal = SIGABRT)
{
    setenv("HEED_ISA", "sse9", 1);
    tape_new();
}
