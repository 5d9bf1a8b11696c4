// Sequences from files: what is refused, word for word, and at which place of which file.
#include "tests/data_suite.h"

TestSuite(data_refused, .init = begin, .fini = end);

// The error is that of a file whose contents are at fault, and begins with its name.
static void expect_refused(DataOptions options, const char *text, const char *file, const char *error)
{
    Data data;
    Message message = {.damaged = false};
    char expected[200];
    cr_expect(!load(&data, &TASK_DATA, options, text, &message), "%s", error);
    snprintf(expected, sizeof expected, "%s%s", file, error);
    cr_expect_str_eq(message.text, expected);
    cr_expect(message.damaged, "%s", error);
    data_free(&data);
}

Test(data_refused, what_is_wrong_is_named_with_its_place)
{
    static const struct {
        const char *text, *error; // after the path
    } rows[] = {
        {"", " has no examples"},
        {"\n \n", " has no examples"},
        {"a b\n", ": line 1, column 4: no \"->\" between tokens and targets"},
        {"a -> b\na b -> b\n", ": line 2, column 9: 2 tokens and 1 targets; there must be as many"},
        {"->\n", ": line 1, column 3: no tokens"},
        {"a -> b -> c\n", ": line 1, column 8: a second \"->\""},
        {"a -> b\n_ -> b\n", ": line 2, column 1: _ is a target that is not supervised, and no token"},
        {"1 -> 65536\n", ": line 1, column 6: a number above 65535"},
        {"1 -> 99999999999999999999\n", ": line 1, column 6: a number above 65535"},
        {"\xc3\xa9 a -> b \x01\n", ": line 1, column 10: the byte 0x01 is not text"},
        {"a -> \xff\n", ": line 1, column 6: the byte 0xFF is not text"},
        {"a -> \xc0\xaf\n", ": line 1, column 6: the byte 0xC0 is not text"},
        {"a -> \xed\xa0\x80\n", ": line 1, column 6: the byte 0xED is not text"},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++)
        expect_refused((DataOptions){0}, rows[row].text, path, rows[row].error);
}

Test(data_refused, a_word_that_training_has_not_seen)
{
    static const struct {
        const char *train, *eval, *error;
    } rows[] = {
        {"a b -> b a\n", "a b -> b a\nb c -> a a\n", ": line 2, column 3: the training data has no \"c\""},
        {"1 2 -> 2 1\n", "2 -> 3\n", ": line 1, column 6: the training data has no \"3\""},
    };
    for (size_t row = 0; row < 2; row++) {
        write_bytes(other, rows[row].eval, strlen(rows[row].eval));
        expect_refused((DataOptions){.eval_file = other}, rows[row].train, other, rows[row].error);
    }
}

Test(data_refused, a_map_of_another_size)
{
    static const struct {
        const char *map, *error;
    } rows[] = {
        {"1 0\n0 1\n0 0", ": line 3, column 1: the map has 2 lines of 2 cells"},
        {"1 0 0\n0 1\n", ": line 1, column 5: the map has 2 lines of 2 cells"},
        {"1 0\n", ": 2 cells; the map has 2 lines of 2"},
        {"1 0\n0 2\n", ": line 2, column 3: the map has 0 and 1, not '2'"},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        write_bytes(other, rows[row].map, strlen(rows[row].map));
        expect_refused((DataOptions){.expected_file = other}, "a b -> b a\n", other, rows[row].error);
    }
}

// 513 tokens are one too many; all lines alike leave none to train on; a text must be long enough for its windows.
Test(data_refused, sizes_that_do_not_fit)
{
    Data data;
    Message message;
    char text[4000] = "";
    for (int i = 0; i < 513; i++)
        strcat(text, "a ");
    cr_expect(!load(&data, &TASK_DATA, (DataOptions){0}, text, &message));
    cr_expect(strstr(message.text, ": line 1, column 1025: more than 512 tokens in a line"), "%s", message.text);
    data_free(&data);
    cr_expect(!load(&data, &TASK_DATA, (DataOptions){.held_out = 0.1}, "a -> b\na -> b\n", &message));
    cr_expect(strstr(message.text, "use --held-out 0"), "%s", message.text);
    data_free(&data);
    cr_expect(!load(&data, &TASK_TEXT, (DataOptions){0}, "abcdefghijk", &message));
    cr_expect(strstr(message.text, " has 11 characters; sequences of 4 need at least 12"), "%s", message.text);
    data_free(&data);
}

Test(data_refused, files_that_cannot_be_read)
{
    const char *const names[] = {"/nowhere/at/all", "/tmp", "/dev/zero"};
    for (int i = 0; i < 3; i++) {
        Data data;
        Message message = {.damaged = false};
        const DataOptions options = {.file = names[i]};
        cr_expect(!data_load(&data, &TASK_DATA, &options, 4, &message), "%s", names[i]);
        cr_expect(strstr(message.text, names[i]) && !message.damaged, "%s", message.text);
        data_free(&data);
    }
}
