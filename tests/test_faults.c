// Every planted fault is found and its cause named, on a model of one block and of two.
#include "tests/fault_model.h"

#include "tests/support.h"

static const real SCALES[] = {1, REAL(0.2), REAL(0.05), REAL(0.01)};

// Most along directions, for speed: bench_check looks at every element, for many seeds.
enum { ELEMENTS = 0, DIRECTIONS = 5 };

Test(faults, none_is_found_where_none_is)
{
    for (int i = 0; i < 2 * 4; i++) {
        const int how = i % 4 == 3 ? ELEMENTS : DIRECTIONS;
        FaultModel model = fault_model_new(1 + i / 4, SCALES[i % 4], (uint64_t)(20 + i));
        CheckReport report = fault_model_check(&model, NULL, how, 1);
        cr_expect_eq(report.verdict, IN_DOUBLE ? CHECK_PASS : CHECK_INCONCLUSIVE, "%d blocks at %g: %s: %s",
                     model.blocks, (double)SCALES[i % 4], report.tensor[report.worst].name,
                     check_reason(report.reason));
        cr_expect_str_eq(report.cause, "");
        check_free(&report);
        fault_model_free(&model);
    }
}

Test(faults, each_is_found_and_its_cause_is_named)
{
    cr_assert_eq(HEED_FAULTS_COUNT, 21);
    for (int i = 0; i < HEED_FAULTS_COUNT && IN_DOUBLE; i++) {
        const Fault *fault = &HEED_FAULTS[i];
        const real scale = SCALES[i % 4];
        FaultModel model = fault_model_new(1 + i % 2, scale, (uint64_t)i);
        CheckReport report = fault_model_check(&model, fault, i % 7 == 3 ? ELEMENTS : DIRECTIONS, 7);
        cr_expect_eq(report.verdict, CHECK_FAIL, "%s: %s", fault->name, check_reason(report.reason));
        cr_expect(strstr(report.cause, fault_cause(fault)), "%s at %g: %s", fault->name, (double)scale, report.cause);
        check_free(&report);
        fault_model_free(&model);
    }
}

Test(faults, names_are_found_and_others_are_not)
{
    for (int i = 0; i < HEED_FAULTS_COUNT; i++)
        cr_expect(fault_find(HEED_FAULTS[i].name) == &HEED_FAULTS[i] && strlen(HEED_FAULTS[i].sentence) > 20);
    cr_expect(fault_find("none") == NULL);
}
