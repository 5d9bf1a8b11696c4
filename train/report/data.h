// The data of a run as the page reads it (train/report/data.js).
#ifndef HEED_TRAIN_REPORT_DATA_H
#define HEED_TRAIN_REPORT_DATA_H

#include "train/circuits.h"
#include "train/run_read.h"
#include "train/table.h"

#include <jansson.h>

// How much of a run the page has.
typedef enum {
    DETAIL_ALL,  // queries, keys, values, weights and circuits
    DETAIL_MAPS, // maps and weights as means over blocks
    DETAIL_NONE, // no maps
} ReportDetail;

// A frame is one keyframe. The trainer is the record's, and ends with the weights of that step. NULL: they cannot be
// read, or memory is out.
json_t *report_frame(const RunRecord *record, Trainer *trainer, int step, ReportDetail detail, CircuitKind kind,
                     Message *message);
// All but the frames. NULL: memory is out.
json_t *report_run(const RunRecord *record, Trainer *trainer, const char *folder, const Table *log, Message *message);

// --- parts ----------------------------------------------------------------------------------------------------------

// What a token, or an answer, is called.
json_t *report_word(const Trainer *trainer, int32_t token, bool is_answer);
// x as text (RFC 4648), floats of 32 bits in little-endian order, row-major.
json_t *base64_floats(Tensor x);
// {rows, columns, block, limit, data}: x [rows, columns] in 8 bits, -127 .. 127 for -limit .. limit, -128 for what is
// not finite; means of block x block where a side has more than `most`.
json_t *base64_matrix(Tensor x, int most);

#endif
