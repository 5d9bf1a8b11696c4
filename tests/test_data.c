// Sequences from files: what is read, who is held out, what is drawn, and what is learned.
#include "train/trainer.h"

#include "tests/data_suite.h"

TestSuite(data, .init = begin, .fini = end);

static void expect_example(const Data *data, int i, const int32_t *token, const int32_t *target)
{
    for (int t = 0; t < data->size.T; t++)
        cr_expect(data->token[i * data->step + t] == token[t] && data->target[i * data->step + t] == target[t],
                  "example %d, position %d: %d -> %d", i, t, (int)data->token[i * data->step + t],
                  (int)data->target[i * data->step + t]);
}

// --- what is read ---------------------------------------------------------------------------------------------------

Test(data, words_are_numbered_as_they_come)
{
    Data data;
    Message message;
    char text[TASK_WORD];
    cr_assert(load(&data, &TASK_DATA, (DataOptions){0}, "the cat sat -> sat cat the\n\n  a\tcat -> _ a\r\n", &message));
    cr_expect(data.size.T == 3 && data.size.vocabulary == 4 && data.examples == 2 && data.train == 2);
    expect_example(&data, 0, (const int32_t[]){0, 1, 2}, (const int32_t[]){2, 1, 0});
    expect_example(&data, 1, (const int32_t[]){3, 1, PADDING}, (const int32_t[]){IGNORED, 3, IGNORED});
    cr_expect_str_eq(data_word(&data, 2, text), "sat");
    data_free(&data);
}

Test(data, numbers_are_themselves)
{
    Data data;
    Message message;
    char text[TASK_WORD];
    cr_assert(load(&data, &TASK_DATA, (DataOptions){0}, "5 0 -> 9 _\n7 -> 65535", &message));
    cr_expect(data.size.vocabulary == 65536 && data.size.T == 2);
    expect_example(&data, 0, (const int32_t[]){5, 0}, (const int32_t[]){9, IGNORED});
    expect_example(&data, 1, (const int32_t[]){7, PADDING}, (const int32_t[]){65535, IGNORED});
    cr_expect_str_eq(data_word(&data, 65535, text), "65535");
    data_free(&data);
    cr_assert(load(&data, &TASK_DATA, (DataOptions){0}, "5 0 -> 9 x\n", &message)); // now they are words
    cr_expect(data.size.vocabulary == 4);
    data_free(&data);
}

// Characters are numbered in the order of their codes: newline, space, a, b, e acute.
Test(data, a_text_is_followed_by_itself)
{
    Data data;
    Message message;
    char text[TASK_WORD];
    cr_assert(load(&data, &TASK_TEXT, (DataOptions){0}, "ab \xc3\xa9\nab ab aba bab", &message), "%s", message.text);
    cr_expect(data.size.vocabulary == 5 && data.examples == 18 - 4 && data.step == 1);
    expect_example(&data, 0, (const int32_t[]){2, 3, 1, 4}, (const int32_t[]){3, 1, 4, 0});
    expect_example(&data, 1, (const int32_t[]){3, 1, 4, 0}, (const int32_t[]){1, 4, 0, 2});
    const char *const words[] = {"\\n", "_", "a", "b", "\xc3\xa9"};
    for (int i = 0; i < 5; i++)
        cr_expect_str_eq(data_word(&data, i, text), words[i]);
    data_free(&data);
}

// --- who is held out ------------------------------------------------------------------------------------------------

// 40 lines, each twice: a quarter is held out, no line is on both sides, and either side keeps its order.
Test(data, a_share_of_the_lines_is_held_out)
{
    Data data;
    Message message;
    char text[2000] = "";
    for (int i = 0; i < 80; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d %d -> 0 0\n", i / 2, i / 2);
    cr_assert(load(&data, &TASK_DATA, (DataOptions){.held_out = 0.25}, text, &message), "%s", message.text);
    cr_expect(data.examples == 80 && data.train == 60 && data.first_held_out == 60);
    cr_expect_eq(data_held_out_count(&data), 20);
    for (int i = 1; i < 80; i++)
        cr_expect(i == 60 || data.token[2 * i] >= data.token[2 * i - 2], "example %d", i);
    for (int i = 0; i < 60; i++)
        for (int k = 60; k < 80; k++)
            cr_expect(data.token[2 * i] != data.token[2 * k], "examples %d and %d", i, k);
    data_free(&data);
}

Test(data, a_file_of_its_own_is_held_out)
{
    Data data;
    Message message;
    write_bytes(other, "b -> a\n", 7);
    cr_assert(load(&data, &TASK_DATA, (DataOptions){.held_out = 0.5, .eval_file = other}, "a b -> b a\n", &message));
    cr_expect(data.train == 1 && data.first_held_out == 1 && data.examples == 2);
    expect_example(&data, 1, (const int32_t[]){1, PADDING}, (const int32_t[]){0, IGNORED});
    data_free(&data);
}

// Of 100 characters and T = 4 the last 15 are held out: examples begin there, and those before end before.
Test(data, the_end_of_a_text_is_held_out)
{
    Data data;
    Message message;
    char text[101] = "";
    for (int i = 0; i < 100; i++)
        text[i] = (char)('a' + i % 7);
    cr_assert(load(&data, &TASK_TEXT, (DataOptions){.held_out = 0.15}, text, &message), "%s", message.text);
    cr_expect(data.examples == 96 && data.train == 81 && data.first_held_out == 85);
    cr_expect(data.target + (data.train - 1) + 3 < data.token + 85, "the last that is trained on ends before");
    data_free(&data);
}

// --- drawing --------------------------------------------------------------------------------------------------------

Test(data, lines_in_their_order_start_over)
{
    Data data;
    Message message;
    Sequences three;
    cr_assert(load(&data, &TASK_DATA, (DataOptions){0}, "0 -> 0\n1 -> 1\n2 -> 2\n3 -> 3\n", &message));
    cr_assert(sequences_new(&three, 3, 1));
    for (int s = 0; s < 5; s++) {
        data_take(&data, &three, (int64_t)3 * s);
        for (int i = 0; i < 3; i++)
            cr_expect(three.token[i] == (3 * s + i) % 4 && three.target[i] == (3 * s + i) % 4, "batch %d", s);
    }
    sequences_free(&three);
    data_free(&data);
}

// --- training -------------------------------------------------------------------------------------------------------

static void write_reversals(const char *file)
{
    FILE *out = fopen(file, "w");
    Rng rng = rng_seed(5, 5);
    cr_assert(out);
    for (int i = 0; i < 400; i++) {
        const int T = 3 + (int)rng_below(&rng, 2);
        int token[4];
        for (int t = 0; t < T; t++)
            fprintf(out, "%d ", token[t] = (int)rng_below(&rng, 8));
        fprintf(out, "->");
        for (int t = 0; t < T; t++)
            fprintf(out, " %d", t == 0 ? token[0] : token[t - 1]);
        fprintf(out, "\n");
    }
    cr_assert(fclose(out) == 0);
}

// Lines of 3 and 4 tokens, each to say the token before: learned, with the map that --expected has.
Test(data, lines_of_several_lengths_are_learned)
{
    Trainer trainer;
    BatchResult result;
    Metrics metrics;
    Message message;
    write_reversals(path);
    write_bytes(other, "1 0 0 0\n1 0 0 0\n0 1 0 0\n0 0 1 0\n", 32);
    TrainerOptions options = trainer_defaults(&TASK_DATA);
    options.data = (DataOptions){.file = path, .expected_file = other, .held_out = 0.125};
    cr_assert(trainer_measure(&options, &options.size, &message), "%s", message.text);
    cr_assert(options.size.T == 4 && options.size.vocabulary == 8);
    cr_assert(trainer_new(&trainer, options), "%s", trainer.error);
    cr_expect(trainer.held_out.count == 50 || trainer.held_out.count == 51, "%d", trainer.held_out.count);
    for (int i = 0; i < 250; i++) {
        cr_assert(trainer_backward(&trainer, &result), "%s", trainer.error);
        trainer_update(&trainer);
    }
    cr_assert(trainer_evaluate(&trainer, &metrics), "%s", trainer.error);
    cr_expect(metrics.exact >= 0.95 && metrics.alignment[0] > 0.85, "exact %g, alignment %g", metrics.exact,
              metrics.alignment[0]);
    trainer_free(&trainer);
}

// Nobody knows the right map; the lines that are trained on are evaluated on.
Test(data, without_a_right_map_there_is_no_alignment)
{
    Trainer trainer;
    Metrics metrics;
    Message message;
    uint8_t cells[4];
    write_bytes(path, "a b -> b a\nb a -> a b\n", 22);
    TrainerOptions options = trainer_defaults(&TASK_DATA);
    options.data = (DataOptions){.file = path};
    cr_assert(trainer_measure(&options, &options.size, &message), "%s", message.text);
    cr_assert(trainer_new(&trainer, options), "%s", trainer.error);
    cr_expect_eq(trainer.held_out.count, 2);
    cr_assert(trainer_evaluate(&trainer, &metrics), "%s", trainer.error);
    cr_expect(isnan(metrics.alignment[0]) && metrics.entropy[0] > 0.5 && metrics.entropy[0] <= log(2));
    cr_expect(!trainer_expected(&trainer, trainer.probe.token, cells));
    trainer_free(&trainer);
}
