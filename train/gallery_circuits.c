// circuits.png.
#include "train/gallery_weights.h"

#include "train/circuits.h"
#include "train/figures/panels.h"
#include "train/text.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 112, STEP_TEXT = 24, NUMBER = 8, MOST_HEADS_DRAWN = 16, MOST_ROWS = 2 * MOST_HEADS_DRAWN };

typedef struct {
    int frames, heads, rows, chosen[GALLERY_FRAMES];
    CircuitKind kind;
    bool ov[2];   // what each of a head's rows is: its QK or its OV circuit
    int per_head; // how many it has
    char step[GALLERY_FRAMES][STEP_TEXT], name[MOST_ROWS][STEP_TEXT];
    const char *heading[GALLERY_FRAMES];
    char number[CIRCUIT_SIDE][NUMBER], token[CIRCUIT_SIDE][TASK_WORD], answer[CIRCUIT_SIDE][TASK_WORD];
    const char *number_label[CIRCUIT_SIDE], *token_label[CIRCUIT_SIDE], *answer_label[CIRCUIT_SIDE];
    PanelRow row[MOST_ROWS];
    Panel panel[MOST_ROWS * GALLERY_FRAMES]; // their values are owned
    Words words;
} Circuits;

static const char *side_name(CircuitSide side)
{
    return side == SIDE_TOKENS ? "token" : "position";
}

static bool circuit(Tensor *out, const CircuitWeights *weights, const Circuits *circuits, int row)
{
    const int head = row / circuits->per_head;
    return circuits->ov[row % circuits->per_head] ? circuit_ov(out, weights, head)
                                                  : circuit_qk(out, weights, circuits->kind, head);
}

// Which of the two there are: sides may be too large, or later layers stand between.
static void choose_rows(Circuits *circuits, const CircuitWeights *weights)
{
    circuits->per_head = 1;
    for (int ov = 0, kept = 0; ov < 2; ov++) {
        Tensor one;
        circuits->ov[kept] = ov;
        if (circuit(&one, weights, circuits, 0))
            circuits->rows = circuits->heads * ++kept;
        tensor_free(&one);
    }
    circuits->per_head = circuits->rows / circuits->heads;
}

// All circuits of all frames. False: weights cannot be read, or memory is out.
static bool compute(Circuits *circuits, const Keyframes *keyframes, const ModelOptions *model, Snapshots *snapshots,
                    Message *message)
{
    for (int f = 0; f < circuits->frames; f++) {
        CircuitWeights weights;
        if (!snapshots_read(snapshots, keyframes->frame[circuits->chosen[f]].step, message))
            return false;
        circuit_weights(&weights, snapshots->store, model);
        if (f == 0)
            choose_rows(circuits, &weights);
        if (circuits->rows == 0)
            return message_set(message, "cannot draw the circuits: there are more than %d tokens and positions",
                               CIRCUIT_SIDE);
        for (int i = 0; i < circuits->rows; i++)
            if (!circuit(&circuits->panel[i * circuits->frames + f].values, &weights, circuits, i))
                return message_set(message, "cannot draw the circuits: memory is out");
    }
    return true;
}

// Positions are numbers, tokens and answers what the task calls them.
static void set_labels(Circuits *circuits, const Trainer *trainer)
{
    const TrainerOptions *o = &trainer->options;
    const int classes = trainer->model.options.classes;
    for (int i = 0; i < CIRCUIT_SIDE; i++) {
        text_format(circuits->number[i], NUMBER, "%d", i);
        circuits->number_label[i] = circuits->number[i];
        circuits->token_label[i] = i < o->size.vocabulary ? trainer_word(trainer, i, false, circuits->token[i]) : "";
        circuits->answer_label[i] = i < classes ? trainer_word(trainer, i, true, circuits->answer[i]) : "";
    }
}

static const char *const *labels_of(const Circuits *circuits, CircuitSide side)
{
    return side == SIDE_TOKENS ? circuits->token_label : circuits->number_label;
}

// The row's name and labels, and the one limit of its maps.
static void set_row(Circuits *circuits, int i)
{
    static const char *const SIDES[2][2] = {{"token → token", "token → position"},
                                            {"position → token", "position → position"}};
    Panel *panel = &circuits->panel[i * circuits->frames];
    const bool ov = circuits->ov[i % circuits->per_head];
    double limit = 0;
    for (int f = 0; f < circuits->frames; f++)
        limit = fmax(limit, panel_limit(panel[f].values));
    for (int f = 0; f < circuits->frames; f++)
        panel[f].limit = limit;
    text_format(circuits->name[i], STEP_TEXT, "%s head %d", ov ? "OV" : "QK", i / circuits->per_head);
    circuits->row[i] = (PanelRow){.name = circuits->name[i],
                                  .detail = ov ? "token → answer" : SIDES[circuits->kind.query][circuits->kind.key],
                                  .rows = panel->values.shape[0],
                                  .columns = panel->values.shape[1],
                                  .row_label = ov ? circuits->token_label : labels_of(circuits, circuits->kind.query),
                                  .column_label = ov ? circuits->answer_label : labels_of(circuits, circuits->kind.key),
                                  .bar = BAR_RIGHT};
}

static void write_words(Circuits *circuits, const Keyframes *keyframes)
{
    const char *query = circuits->kind.query == SIDE_TOKENS ? "E" : "P";
    const char *key = circuits->kind.key == SIDE_TOKENS ? "E" : "P";
    words_title(&circuits->words, &keyframes->subject, "circuits over training");
    words_subject(&circuits->words, &keyframes->subject);
    facts_add(&circuits->words.legend, COLOR_TEXT,
              "QK: %s W_Q W_Kᵀ %sᵀ%s, a row is the query's %s, a column the key's %s", query, key,
              keyframes->options->trainer.no_scale ? "" : " / √d_k", side_name(circuits->kind.query),
              side_name(circuits->kind.key));
    facts_add(&circuits->words.legend, COLOR_TEXT,
              "OV: E W_V U, a row is the token that is attended to, a column the answer");
    facts_add(&circuits->words.legend, COLOR_MUTED, "each row of maps keeps its colours over time");
    if (keyframes->subject.layers > 1)
        facts_add(&circuits->words.legend, COLOR_MUTED, "of the first of %d layers", keyframes->subject.layers);
}

// The share of rows whose largest entry, of those that may be attended to, is where `wanted` is 1, over the rows where
// there is such a place. Without data, the diagonal is wanted.
static double share_at_wanted(Tensor values, Tensor wanted, Mask allowed)
{
    const int n = values.shape[1];
    int rows = 0, right = 0;
    for (int r = 0; r < values.shape[0]; r++) {
        int best = -1;
        bool any = !wanted.data;
        for (int c = 0; c < n; c++) {
            const bool seen = !allowed.data || allowed.data[r * n + c];
            if (seen && (best < 0 || values.data[r * n + c] > values.data[r * n + best]))
                best = c;
            any = any || wanted.data[r * n + c] != 0;
        }
        rows += any;
        right += any && best >= 0 && (wanted.data ? wanted.data[r * n + best] != 0 : best == r);
    }
    return rows > 0 ? (double)right / rows : (double)NAN;
}

static CircuitFindings find_out(const Circuits *circuits, const Keyframes *keyframes)
{
    CircuitFindings found = {side_name(circuits->kind.query), side_name(circuits->kind.key), (double)NAN, (double)NAN};
    const bool positions = circuits->kind.query == SIDE_POSITIONS && circuits->kind.key == SIDE_POSITIONS;
    const Tensor diagonal = {.data = NULL};
    for (int i = 0; i < circuits->rows; i++) {
        const Tensor values = circuits->panel[(i + 1) * circuits->frames - 1].values;
        const bool ov = circuits->ov[i % circuits->per_head];
        if (!ov && positions && keyframes->expected.data && keyframes->subject.layers == 1)
            found.qk = fmax(found.qk, share_at_wanted(values, keyframes->expected, keyframes->subject.allowed));
        if (ov && values.shape[0] == values.shape[1])
            found.ov = fmax(found.ov, share_at_wanted(values, diagonal, MASK_ALL));
    }
    return found;
}

static bool draw_circuits(Circuits *circuits, const Keyframes *keyframes, const Trainer *trainer, Snapshots *snapshots,
                          Canvas *canvas, Message *message)
{
    circuits->frames = gallery_choose(keyframes, circuits->chosen);
    circuits->heads = smaller(keyframes->subject.H, MOST_HEADS_DRAWN);
    const ModelOptions *model = &trainer->model.options;
    if (!circuit_choose(&circuits->kind, snapshots, model, keyframes->frame[0].step,
                        keyframes->frame[keyframes->frames - 1].step, message) ||
        !compute(circuits, keyframes, model, snapshots, message))
        return false;
    set_labels(circuits, trainer);
    for (int f = 0; f < circuits->frames; f++) {
        text_format(circuits->step[f], STEP_TEXT, "step %d", keyframes->frame[circuits->chosen[f]].step);
        circuits->heading[f] = circuits->step[f];
    }
    for (int i = 0; i < circuits->rows; i++)
        set_row(circuits, i);
    write_words(circuits, keyframes);
    const Panels panels = {.subject = &keyframes->subject,
                           .words = &circuits->words,
                           .rows = circuits->rows,
                           .columns = circuits->frames,
                           .row = circuits->row,
                           .heading = circuits->heading,
                           .panel = circuits->panel,
                           .side = SIDE};
    return panels_draw(&panels, canvas, message);
}

bool gallery_draw_circuits(const Keyframes *keyframes, const Trainer *trainer, Snapshots *snapshots, Canvas *canvas,
                           CircuitFindings *findings, Message *message)
{
    Circuits *circuits = calloc(1, sizeof *circuits);
    *canvas = (Canvas){0};
    if (!circuits)
        return message_set(message, "cannot draw the circuits: memory is out");
    const bool drawn = draw_circuits(circuits, keyframes, trainer, snapshots, canvas, message);
    if (drawn)
        *findings = find_out(circuits, keyframes);
    for (int i = 0; i < MOST_ROWS * GALLERY_FRAMES; i++)
        tensor_free(&circuits->panel[i].values);
    free(circuits);
    return drawn;
}
