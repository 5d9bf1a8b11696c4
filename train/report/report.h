// report.html: a run, or two side by side, as one page that asks for nothing from anywhere. It is made from the folder
// of the run alone, so it can be made again.
#ifndef HEED_TRAIN_REPORT_REPORT_H
#define HEED_TRAIN_REPORT_REPORT_H

#include "train/run.h"

// A page has at most so many bytes. What does not fit is left out (whole keyframes first, then numbers, then maps), and
// the page says so.
enum { REPORT_MOST = 2000000, REPORT_RUNS = 2 };

// Makes the page of up to REPORT_RUNS runs; the caller frees it. NULL: a folder is no run (message.damaged as run_read
// says), its weights cannot be read, or memory is out.
char *report_page(const char *const *folder, int runs, Message *message);

#endif
