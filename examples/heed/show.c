// heed show: where a run looks, on any sequence.
#include "examples/heed/commands.h"
#include "examples/heed/flags.h"
#include "examples/heed/map_text.h"
#include "examples/heed/opened.h"
#include "examples/heed/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOW_FLAGS = 8, BEHIND = 2 * TASK_WORD + 32 };

typedef struct {
    const char *tokens;
    int step, query, layer, head, color;
    bool logits, help;
} ShowLine;

// A sequence, in numbers and in words.
typedef struct {
    int T;
    int32_t *token, *target;
    char (*word)[TASK_WORD], (*behind)[BEHIND];
    const char **token_text, **behind_text;
    uint8_t *cells;
    Mask allowed; // on the cells [T,T]
} Shown;

static bool shown_new(Shown *shown, int T)
{
    const size_t n = (size_t)T;
    *shown = (Shown){.T = T,
                     .token = calloc(n, sizeof(int32_t)),
                     .target = calloc(n, sizeof(int32_t)),
                     .word = calloc(n, sizeof *shown->word),
                     .behind = calloc(n, sizeof *shown->behind),
                     .token_text = calloc(n, sizeof(char *)),
                     .behind_text = calloc(n, sizeof(char *)),
                     .cells = malloc(n * n)};
    return shown->cells && shown->token && shown->target && shown->word && shown->behind && shown->token_text &&
           shown->behind_text;
}

static void shown_free(Shown *shown)
{
    free(shown->token);
    free(shown->target);
    free(shown->word);
    free(shown->behind);
    free(shown->token_text);
    free(shown->behind_text);
    free(shown->cells);
}

// --- tokens ---------------------------------------------------------------------------------------------------------

static const char *word_of(const Trainer *trainer, int32_t token, bool is_answer, char text[TASK_WORD])
{
    text[0] = '\0';
    return token == PADDING ? text : trainer_word(trainer, token, is_answer, text);
}

// The token that is called so; -1: none is.
static int32_t find_token(const Trainer *trainer, const char *word, size_t length)
{
    char text[TASK_WORD];
    for (int32_t token = 0; token < trainer->options.size.vocabulary; token++) {
        word_of(trainer, token, false, text);
        if (strlen(text) == length && strncmp(text, word, length) == 0)
            return token;
    }
    return -1;
}

// Words with spaces or commas between; one's own lines may be shorter. What is right is known where a task can be
// asked.
static int take_tokens(Shown *shown, const Trainer *trainer, const char *text)
{
    const TrainerOptions *o = &trainer->options;
    int n = 0;
    for (const char *at = text + strspn(text, " ,"); *at; at += strspn(at, " ,")) {
        const size_t length = strcspn(at, " ,");
        const int32_t token = find_token(trainer, at, length);
        if (token < 0)
            return usage_error("--tokens: %s has no token '%.*s'; heed show without --tokens shows some", o->task->name,
                               (int)(length < 40 ? length : 40), at);
        if (n < shown->T)
            shown->token[n] = token;
        n++;
        at += length;
    }
    const bool is_line = o->task->source == SOURCE_LINES && n > 0 && n < shown->T;
    if (n != shown->T && !is_line)
        return usage_error("--tokens has %d tokens, and this run's sequences have %d", n, shown->T);
    for (int t = n; t < shown->T; t++)
        shown->token[t] = PADDING;
    for (int t = 0; t < shown->T; t++)
        shown->target[t] = IGNORED;
    if (o->task->answer)
        o->task->answer(o->size, shown->token, shown->target);
    return EXIT_DONE;
}

// Behind each row: what the model says there, and what it should.
static void name_tokens(Shown *shown, const Trainer *trainer, Tensor logits)
{
    const int classes = logits.shape[2];
    char says[TASK_WORD], target[TASK_WORD];
    for (int t = 0; t < shown->T; t++) {
        const int best = row_argmax(logits.data + t * classes, classes);
        shown->behind_text[t] = shown->behind[t];
        shown->token_text[t] = word_of(trainer, shown->token[t], false, shown->word[t]);
        word_of(trainer, best, true, says);
        if (shown->token[t] == PADDING)
            continue;
        if (shown->target[t] == best || (shown->target[t] == IGNORED && !trainer->options.task->answer))
            snprintf(shown->behind[t], BEHIND, "%s", says);
        else if (shown->target[t] != IGNORED)
            snprintf(shown->behind[t], BEHIND, "%s, not %s", says, word_of(trainer, shown->target[t], true, target));
    }
}

// --- printing -------------------------------------------------------------------------------------------------------

static void print_maps(const ShowLine *line, const Opened *run, const Shown *shown, const Prediction *out)
{
    const TrainerOptions *o = &run->trainer.options;
    const Terminal terminal = terminal_of(STDOUT_FILENO, (ColorChoice)line->color);
    const int T = shown->T;
    MapText map = {.allowed = shown->allowed, .token = shown->token_text, .right = shown->behind_text};
    MapForm form = {0};
    printf("%s, step %d: a row is a query, a column a key, weights in per cent; behind a row what is said there\n",
           run->folder, run->step);
    for (int l = 0; l < o->layers; l++)
        for (int h = 0; h < o->heads; h++) {
            map.A = tensor_on(var_value(out->A[l]).data + (size_t)h * (size_t)(T * T), SHAPE(T, T));
            form = map_text_form(&terminal, &map);
            printf("\nlayer %d, head %d\n", l, h);
            map_text_print(stdout, &terminal, &map, form);
        }
    if (form.block > 1)
        printf("\neach cell is the mean of %d x %d weights\n", form.block, form.block);
}

static void print_logits(Tensor logits)
{
    const int classes = logits.shape[2], rows = tensor_count(logits) / classes;
    for (int t = 0; t < rows; t++)
        for (int c = 0; c < classes; c++)
            printf("%.9g%c", (double)logits.data[t * classes + c], c + 1 < classes ? ' ' : '\n');
}

// --- the command ----------------------------------------------------------------------------------------------------

static int check(const ShowLine *line, const TrainerOptions *o)
{
    if (line->query >= o->size.T)
        return usage_error("--query %d: the queries are 0 to %d", line->query, o->size.T - 1);
    if (line->layer >= o->layers)
        return usage_error("--layer %d: the layers are 0 to %d", line->layer, o->layers - 1);
    if (line->head >= o->heads)
        return usage_error("--head %d: the heads are 0 to %d", line->head, o->heads - 1);
    return EXIT_DONE;
}

static int show(const ShowLine *line, Opened *run, Shown *shown)
{
    Trainer *trainer = &run->trainer;
    const TrainerOptions *o = &trainer->options;
    if (!shown_new(shown, o->size.T))
        return world_error("out of memory");
    memcpy(shown->token, trainer->probe.token, (size_t)shown->T * sizeof(int32_t));
    memcpy(shown->target, trainer->probe.target, (size_t)shown->T * sizeof(int32_t));
    int code = check(line, o);
    if (code == EXIT_DONE && line->tokens)
        code = take_tokens(shown, trainer, line->tokens);
    if (code != EXIT_DONE)
        return code;
    shown->allowed = attention_mask_of(shown->cells, o->mask, shown->token, shown->T);
    tape_reset(trainer->tape);
    const Prediction out = model_forward(trainer->tape, &trainer->model, shown->token, 1);
    if (tape_error(trainer->tape))
        return world_error("%s", tape_error(trainer->tape));
    name_tokens(shown, trainer, var_value(out.logits));
    if (line->logits)
        print_logits(var_value(out.logits));
    else if (line->query >= 0) {
        const Query query = {line->layer < 0 ? o->layers - 1 : line->layer, line->head, line->query, shown->token_text,
                             shown->allowed};
        query_print(&query, trainer, &out);
    } else
        print_maps(line, run, shown, &out);
    return EXIT_DONE;
}

int command_show(int argc, char **argument)
{
    Arguments arguments;
    ShowLine line = {.step = RUN_LAST_STEP, .query = -1, .layer = -1};
    Flag flag[SHOW_FLAGS] = {
        flag_integer("--step", &line.step, 0, 1000000000, "the weights of this step; without it, the last"),
        flag_text("--tokens", &line.tokens, "the sequence, words with spaces between; without it, the probe"),
        flag_integer("--query", &line.query, 0, 511, "the numbers of this query, step by step"),
        flag_integer("--layer", &line.layer, 0, MAX_LAYERS - 1, "of --query; without it, the last"),
        flag_integer("--head", &line.head, 0, 63, "of --query"),
        flag_choice("--color", &line.color, COLOR_CHOICES, "of the maps; auto: if they go to a terminal"),
        flag_yes("--logits", &line.logits, "what the model says, a row for each position, and nothing else"),
        flag_yes("--help", &line.help, "this list"),
    };
    if (!flags_parse(&arguments, flag, SHOW_FLAGS, argc, argument))
        return usage_error("%s", arguments.error);
    if (line.help) {
        printf("usage: heed show RUN [--FLAG VALUE ...]\n\nShows where a run looks. RUN is its folder, or its name in "
               "runs/.\n\n");
        flags_help(flag, SHOW_FLAGS);
        return EXIT_DONE;
    }
    if (arguments.words != 1)
        return arguments.words ? usage_error("show takes one run, not also %s", arguments.word[1])
                               : usage_error("show needs a run, such as runs/reverse-s1");
    Opened run;
    Shown shown = {0};
    int code = opened_open(&run, arguments.word[0], line.step);
    if (code == EXIT_DONE)
        code = show(&line, &run, &shown);
    shown_free(&shown);
    opened_close(&run);
    return code;
}
