#include "train/report/report.h"

#include "train/captions.h"
#include "train/circuits.h"
#include "train/report/data.h"
#include "train/report/page.h"
#include "train/run_folder.h"
#include "train/table.h"
#include "train/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OUTSIDE = 100000, DIGITS = 6 }; // bytes of the page that are not frames: its sources, a log, options

// One run while the page is made.
typedef struct {
    const char *folder;
    RunRecord record;
    Trainer trainer;
    Table log;
    CircuitKind kind;
} Source;

// --- which frames ---------------------------------------------------------------------------------------------------

static size_t size_of(const json_t *json)
{
    return json_dumpb(json, NULL, 0, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
}

// The most detail of which at least two frames fit into so many bytes, and how many do.
static bool choose_detail(Source *source, size_t room, ReportDetail *detail, int *frames, Message *message)
{
    const int all = source->record.steps;
    for (*detail = DETAIL_ALL;; (*detail)++) {
        json_t *frame = report_frame(&source->record, &source->trainer, source->record.step[all - 1], *detail,
                                     source->kind, message);
        if (!frame)
            return false;
        const size_t fit = room / (size_of(frame) + 64);
        json_decref(frame);
        *frames = fit < (size_t)all ? (int)fit : all;
        if (*frames >= (all < 2 ? all : 2) || *detail == DETAIL_NONE)
            return *frames > 0 || message_set(message, "not one keyframe fits into a page");
    }
}

// What log.csv says of the state after a step: the last value up to it.
static json_t *logged(const Table *log, const char *column, int step)
{
    const double *steps = table_column(log, "step"), *value = table_column(log, column);
    double last = (double)NAN;
    for (int row = 0; steps && value && row < log->rows && steps[row] <= step; row++)
        last = isnan(value[row]) ? last : value[row];
    return isfinite(last) ? json_real(last) : json_null();
}

// The place among all keyframes of the i-th of those that the page has: evenly, the first and the last in any case.
static int frame_of(int i, int frames, int all)
{
    return frames > 1 ? i * (all - 1) / (frames - 1) : all - 1;
}

// `frames` of the keyframes that were kept.
static json_t *frames_json(Source *source, ReportDetail detail, int frames, Message *message)
{
    json_t *array = json_array();
    const int all = source->record.steps;
    for (int i = 0; i < frames; i++) {
        const int step = source->record.step[frame_of(i, frames, all)];
        json_t *frame = report_frame(&source->record, &source->trainer, step, detail, source->kind, message);
        if (!frame) {
            json_decref(array);
            return NULL;
        }
        json_object_set_new(frame, "loss", logged(&source->log, "held_out.loss", step));
        json_object_set_new(frame, "accuracy", logged(&source->log, "held_out.accuracy", step));
        json_array_append_new(array, frame);
    }
    return array;
}

static void say_left_out(json_t *run, const RunRecord *record, ReportDetail detail, int frames)
{
    static const char *const DETAIL[] = {
        "", " Maps and weights are shown as means over blocks, without the numbers behind a cell.",
        " Maps and weights are left out."};
    const int all = record->steps;
    Captions text = {.text = NULL};
    if (frames == all && detail == DETAIL_ALL)
        return;
    captions_add(&text, "This page has at most 2 MB: %d of %d keyframes are in it.%s", frames, all, DETAIL[detail]);
    for (int i = 0, next = 0; i < all; i++)
        if (next < frames && i == frame_of(next, frames, all))
            next++;
        else
            captions_add(&text, "%s %d", i == next ? " Left out are steps" : ",", record->step[i]);
    captions_add(&text, "%s What is not in it lies beside it, in attn/ and weights/.", frames < all ? "." : "");
    json_object_set_new(run, "left_out", json_string(text.lost ? "" : text.text));
    free(text.text);
}

// --- one run --------------------------------------------------------------------------------------------------------

// Which circuit is shown depends on the first and the last weights.
static bool choose_circuit(Source *source, Message *message)
{
    Snapshots snapshots;
    const int *step = source->record.step, steps = source->record.steps;
    const bool read =
        snapshots_new(&snapshots, source->folder, source->trainer.params, message) &&
        circuit_choose(&source->kind, &snapshots, &source->trainer.model.options, step[0], step[steps - 1], message);
    snapshots_free(&snapshots);
    return read;
}

// What the circuits are, and what their rows and columns stand for.
static void add_circuits(json_t *run, CircuitKind kind, bool no_scale)
{
    static const char *const SIDES[] = {"token", "position"}, *const LETTERS[] = {"E", "P"};
    const char *query = SIDES[kind.query], *key = SIDES[kind.key];
    char words[256];
    text_format(words, sizeof words,
                "QK = %s W_Q W_Kᵀ %sᵀ%s: how strongly a query's %s (row) asks for a key's %s (column). OV = E W_V "
                "U: which answer (column) an attended token (row) speaks for. Of layer 0.",
                LETTERS[kind.query], LETTERS[kind.key], no_scale ? "" : " / √d_k", query, key);
    json_object_set_new(run, "circuits", json_pack("{s:s, s:s, s:s}", "words", words, "query", query, "key", key));
}

static json_t *run_json(Source *source, size_t room, Message *message)
{
    ReportDetail detail;
    int frames = 0;
    if (source->record.steps == 0) {
        message_set(message, "%s has no weights yet; the page is made from those at its keyframes", source->folder);
        return NULL;
    }
    if (!choose_circuit(source, message) || !choose_detail(source, room, &detail, &frames, message))
        return NULL;
    json_t *array = frames_json(source, detail, frames, message);
    json_t *run = array ? report_run(&source->record, &source->trainer, source->folder, &source->log, message) : NULL;
    if (!run) {
        json_decref(array);
        return NULL;
    }
    add_circuits(run, source->kind, source->record.options.trainer.no_scale);
    json_object_set_new(run, "frames", array);
    say_left_out(run, &source->record, detail, frames);
    return run;
}

// Two runs are told apart by their folders; one is the same wherever it lies.
static void add_folder(json_t *run, const char *folder)
{
    const char *name = strrchr(folder, '/');
    json_t *title = json_string(name && name[1] ? name + 1 : folder);
    json_object_set_new(run, "folder", title ? title : json_string("(a name that is not UTF-8)"));
}

// The folder's run, read; what is not there yet, such as a log, is left out.
static json_t *read_run(const char *folder, size_t room, Message *message)
{
    Source source = {.folder = folder};
    Message no_log;
    json_t *run = NULL;
    if (run_read(&source.record, folder, message)) {
        table_read(&source.log, run_path(folder, "log.csv").text, &no_log);
        if (trainer_new(&source.trainer, source.record.options.trainer))
            run = run_json(&source, room, message);
        else
            message_set(message, "%s: %s", folder, source.trainer.error);
        trainer_free(&source.trainer);
        table_free(&source.log);
    }
    run_record_free(&source.record);
    return run;
}

// --- the page -------------------------------------------------------------------------------------------------------

// JSON inside of HTML: a "<" could end the script, or begin a comment.
static char *harmless(char *json)
{
    size_t more = 0;
    for (const char *c = json; *c; c++)
        more += *c == '<' ? 5 : 0;
    char *text = malloc(strlen(json) + more + 1), *to = text;
    for (const char *c = json; text && *c; c++) {
        if (*c == '<') {
            memcpy(to, "\\u003c", 6);
            to += 6;
        } else
            *to++ = *c;
    }
    if (text)
        *to = '\0';
    free(json);
    return text;
}

// The template with its parts in their places.
static char *assemble(const char *data)
{
    const struct {
        const char *mark, *text;
    } parts[] = {{"@CSS@", REPORT_CSS}, {"@DATA@", data}, {"@JS@", REPORT_JS}};
    char *page = malloc(strlen(REPORT_HTML) + strlen(REPORT_CSS) + strlen(data) + strlen(REPORT_JS) + 1), *to = page;
    const char *from = REPORT_HTML;
    for (int i = 0; page && i < 3; i++) {
        const char *mark = strstr(from, parts[i].mark);
        const size_t before = (size_t)(mark - from), length = strlen(parts[i].text);
        memcpy(to, from, before);
        memcpy(to + before, parts[i].text, length);
        to += before + length;
        from = mark + strlen(parts[i].mark);
    }
    if (page)
        memcpy(to, from, strlen(from) + 1);
    return page;
}

char *report_page(const char *const *folder, int runs, Message *message)
{
    json_t *all = json_array(), *data = json_pack("{s:o}", "runs", all);
    for (int i = 0; i < runs; i++) {
        json_t *run = read_run(folder[i], (size_t)(REPORT_MOST - OUTSIDE * (runs + 1)) / (size_t)runs, message);
        if (!run) {
            json_decref(data);
            return NULL;
        }
        if (runs > 1)
            add_folder(run, folder[i]);
        json_array_append_new(all, run);
    }
    char *json = json_dumps(data, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
    json_decref(data);
    json = json ? harmless(json) : NULL;
    char *page = json ? assemble(json) : NULL;
    free(json);
    if (!page)
        message_set(message, "memory is out for the page");
    return page;
}
