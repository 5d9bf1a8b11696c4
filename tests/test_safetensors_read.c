// Reading weights: what heed wrote comes back bit for bit, a file of the other precision is converted, and whatever is
// of another model is refused by name.
#include "train/safetensors.h"

#include "tests/folder.h"
#include "tests/raw_weights.h"
#include "tests/support.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(safetensors_read, .init = folder_enter, .fini = folder_leave);

static const double NUMBERS[] = {0.5, -1, 1.0 / 1024, 0x1p127, -0.0, 7, 42};

static void expect_values(Params *params, const double *values)
{
    for (int i = 0; i < 7; i++)
        cr_expect_eq(params_values(params).data[i], (real)values[i], "%d", i);
}

// --- accepted -------------------------------------------------------------------------------------------------------

Test(safetensors_read, gives_back_what_was_written)
{
    Params *params = raw_params(), *again = raw_params();
    Message message = {.text = ""};
    const Metadata about[] = {{"step", "45"}};
    Rng rng = rng_seed(3, 0);
    for (int i = 0; i < 7; i++)
        params_values(params).data[i] = rng_normal(&rng) * REAL(1e-30);
    cr_assert(safetensors_write("w", params, about, 1, &message), "%s", message.text);
    cr_assert(safetensors_read("w", again, &message), "%s", message.text);
    cr_expect(memcmp(params_values(again).data, params_values(params).data, 7 * sizeof(real)) == 0);
    Safetensors *file = safetensors_open("w", &message);
    cr_expect_str_eq(safetensors_metadata(file, "step"), "45");
    cr_expect_null(safetensors_metadata(file, "seed"));
    safetensors_close(file);
    params_free(params);
    params_free(again);
}

// The other program's type, in another order, without a checksum, spaces behind the header: as Python may write it.
Test(safetensors_read, takes_either_type_and_any_order)
{
    static const struct {
        const char *header;
        const void *data;
        size_t size;
    } FILES[] = {
        {"{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]},"
         "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}   ",
         RAW_NUMBERS, sizeof RAW_NUMBERS},
        {"{\"__metadata__\":{},\"a\":{\"data_offsets\":[0,48],\"dtype\":\"F64\",\"shape\":[2,3]},"
         "\"b\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[48,56]}}",
         NUMBERS, sizeof NUMBERS},
    };
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        Params *params = raw_params();
        Message message = {.text = ""};
        const RawWeights file = raw_make(FILES[i].header, FILES[i].data, FILES[i].size);
        raw_put(&file, file.size);
        cr_assert(safetensors_read("w", params, &message), "%s", message.text);
        expect_values(params, NUMBERS);
        params_free(params);
    }
}

// --- of another model, or no file -----------------------------------------------------------------------------------

Test(safetensors_read, names_the_tensor_that_does_not_fit)
{
    static const struct {
        const char *header, *message;
    } OTHERS[] = {
        {"{" RAW_A ",\"c\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]}}", "w: b is missing"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]}," RAW_B "}",
         "w: a is [3,2], and the model's is [2,3]"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[0,24]}," RAW_B "}",
         "w: a is [6], and the model's is [2,3]"},
        {"{" RAW_A "," RAW_B ",\"c\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[28,28]}}",
         "w: c is no tensor of this model"},
        {"{\"__metadata__\": {\"checksum\": \"0123456789abcdef\"}," RAW_A "," RAW_B "}",
         "another program has written it anew"},
        {"{\"__metadata__\":{\"checksum\":\"0123456789abcdef\"}," RAW_A "," RAW_B "}", "w is damaged: its checksum is"},
        {"{\"__metadata__\":{\"checksum_of\":\"FNV\"}," RAW_A "," RAW_B "}", "w: its checksum is missing"},
    };
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        const RawWeights file = raw_make(OTHERS[i].header, RAW_NUMBERS, sizeof RAW_NUMBERS);
        raw_put(&file, file.size);
        raw_expect_damaged(OTHERS[i].message);
    }
}

Test(safetensors_read, refuses_numbers_that_are_not_finite)
{
    static const float BAD[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        float numbers[7] = {0};
        numbers[i] = BAD[i];
        const RawWeights file = raw_make("{" RAW_A "," RAW_B "}", numbers, sizeof numbers);
        raw_put(&file, file.size);
        raw_expect_damaged("a has a number that is not finite");
    }
}

Test(safetensors_read, refuses_what_is_no_regular_file)
{
    Params *params = raw_params();
    Message message;
    cr_assert(mkdir("folder", 0777) == 0 && mkfifo("fifo", 0600) == 0 && symlink("nowhere", "link") == 0);
    expect_refused(safetensors_read("missing", params, &message), &message, "missing", "No such file");
    expect_refused(safetensors_read("link", params, &message), &message, "link", "No such file");
    expect_refused(safetensors_read("folder", params, &message), &message, "folder", "Is a directory");
    expect_refused(safetensors_read("fifo", params, &message), &message, "fifo", "not a regular file");
    expect_refused(safetensors_read("/dev/zero", params, &message), &message, "/dev/zero", "not a regular file");
    cr_expect(!message.damaged);
    params_free(params);
}
