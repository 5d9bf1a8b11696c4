// What heed check found, as text and as JSON.
#ifndef HEED_EXAMPLES_HEED_CHECK_REPORT_H
#define HEED_EXAMPLES_HEED_CHECK_REPORT_H

#include "autograd/symmetry.h"
#include "examples/heed/faults.h"
#include "train/message.h"

#include <jansson.h>

// One subject's report, and what it is of.
typedef struct {
    char name[64], variant[64]; // as Subject has them
    CheckSizes sizes;
    const Fault *fault; // that was planted; NULL: none
    CheckReport report;
    bool symmetry_asked;
    SymmetryCheck symmetry; // if it was asked for
} Finding;

typedef struct {
    Finding *finding; // owned, with their reports
    int count;
    uint64_t seed;
    const char *fault; // borrowed; NULL: none is planted
} Findings;

// The verdict of the report; fail, if only the second derivative does.
Verdict finding_verdict(const Finding *finding);
void findings_free(Findings *findings);
// The gravest of all; CHECK_PASS if there are none.
Verdict findings_verdict(const Findings *findings);
// Of the gravest, the one with the largest ratio; NULL if there are none.
const Finding *findings_worst(const Findings *findings);

// On stdout: a table for each finding; or, of many, a line for each target and a table for each finding that did not
// pass.
void findings_print(const Findings *findings, bool many);
// A new reference; NULL: memory is out. The form is described in `heed check --help`.
json_t *findings_json(const Findings *findings);
// Prints it on stdout and takes the reference. False: memory is out; that stdout cannot be written is told by main.
bool check_print_json(json_t *json, Message *message);

// "[3,5]" of the element that is counted row-major; "" of a scalar.
enum { INDEX_TEXT = 64 };
void index_text(char text[INDEX_TEXT], Shape shape, int element);

extern const char *const VERDICT_NAMES[]; // by Verdict

#endif
