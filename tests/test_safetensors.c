// Weights: what is in the file, read back without heed's code, is the parameter store, number for number.
#include "train/safetensors.h"

#include "tests/support.h"
#include "tests/weights_file.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_TEXT = 64 };

static const char *const DTYPE = sizeof(real) == sizeof(double) ? "F64" : "F32";
static const Metadata ABOUT[] = {{"program", "heed"}, {"task", "\"quoted\" \\ Größe"}, {"step", "45"}};
enum { LINES = sizeof ABOUT / sizeof ABOUT[0] };

static char folder[] = "/tmp/heed-test-safetensors-XXXXXX";
static char path[PATH_TEXT];

static void make_folder(void)
{
    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/w.safetensors", folder);
}

static void remove_folder(void)
{
    unlink(path);
    cr_expect(rmdir(folder) == 0, "something else is left in %s", folder);
}

TestSuite(safetensors, .init = make_folder, .fini = remove_folder);

// Numbers that only an exact copy keeps: subnormal, negative zero, the largest, and such as have no short decimal.
static void fill(Params *params)
{
    static const double HARD[] = {0.1, -0.0, 1.0 / 3, -1e-40, 3.4e38, 16777217, -2.5};
    const Tensor all = params_values(params);
    for (int i = 0; i < tensor_count(all); i++)
        all.data[i] = (real)(HARD[i % 7] * (1 + i / 7));
}

static Params *three_params(void)
{
    Params *params = quiet_params();
    params_add(params, "embed.E", SHAPE(3, 2));
    params_add(params, "layer0.attention.W_Q", SHAPE(2, 1, 4));
    params_add(params, "head.b", SHAPE(5));
    fill(params);
    return params;
}

static json_t *shape_of(Tensor x)
{
    json_t *shape = json_array();
    for (int axis = 0; axis < x.rank; axis++)
        json_array_append_new(shape, json_integer(x.shape[axis]));
    return shape;
}

// Reads what was written and compares it with the store, bit for bit; also that nothing but the store is in the file.
static void expect_file(Params *params, int lines)
{
    WeightsFile file;
    char why[256] = "";
    size_t end = 0;
    cr_assert(weights_file_read(&file, path, why), "%s", why);
    for (int i = 0; i < params_count(params); i++) {
        const Tensor value = param_value(params_at(params, i));
        const char *name = param_name(params_at(params, i));
        json_t *shape = shape_of(value);
        const size_t begin = end;
        const char *numbers = weights_file_tensor(&file, name, DTYPE, shape, begin, &end);
        cr_assert(numbers, "%s is not there, or of another type, shape or place", name);
        cr_expect(end == begin || memcmp(numbers, value.data, end - begin) == 0, "the numbers of %s differ", name);
        json_decref(shape);
    }
    cr_expect(end == file.size, "%zu bytes of numbers, %zu described", file.size, end);
    cr_expect((int)json_object_size(file.header) == params_count(params) + 1, "%zu entries",
              json_object_size(file.header));
    const json_t *about = json_object_get(file.header, "__metadata__");
    cr_expect((int)json_object_size(about) == lines + 2, "%zu lines of metadata", json_object_size(about));
    for (int i = 0; i < lines; i++) {
        const char *text = json_string_value(json_object_get(about, ABOUT[i].key));
        cr_expect(text && strcmp(text, ABOUT[i].text) == 0, "%s is %s", ABOUT[i].key, text ? text : "missing");
    }
    weights_file_free(&file);
}

Test(safetensors, holds_the_store)
{
    Params *params = three_params();
    Message message = {.text = ""};
    cr_assert(safetensors_write(path, params, ABOUT, LINES, &message), "%s", message.text);
    expect_file(params, LINES);
    params_free(params);
}

// The size of the header depends on the names; the numbers begin at a multiple of 8 for every one.
Test(safetensors, is_aligned_for_names_of_all_lengths)
{
    char name[] = "abcdefghijklmnop";
    for (int length = 1; length <= 16; length++) {
        Params *params = quiet_params();
        Message message = {.text = ""};
        params_add(params, name + 16 - length, SHAPE(3));
        fill(params);
        cr_assert(safetensors_write(path, params, NULL, 0, &message), "%s", message.text);
        expect_file(params, 0);
        params_free(params);
    }
}

Test(safetensors, holds_scalars_and_empty_tensors)
{
    Params *params = quiet_params();
    Message message = {.text = ""};
    params_add(params, "empty", SHAPE(0, 4));
    params_add(params, "scalar", (Shape){0});
    params_add(params, "after", SHAPE(2));
    cr_assert(!params_error(params), "%s", params_error(params));
    fill(params);
    cr_assert(safetensors_write(path, params, ABOUT, LINES, &message), "%s", message.text);
    expect_file(params, LINES);
    params_free(params);
}

Test(safetensors, is_byte_for_byte_the_same_again)
{
    Params *params = three_params();
    Message message = {.text = ""};
    char first[2048], second[2048];
    size_t size[2];
    for (int i = 0; i < 2; i++) {
        cr_assert(safetensors_write(path, params, ABOUT, LINES, &message), "%s", message.text);
        FILE *file = fopen(path, "rb");
        cr_assert(file);
        size[i] = fread(i ? second : first, 1, sizeof first, file);
        fclose(file);
    }
    cr_assert(size[0] == size[1] && size[0] > 0 && size[0] < sizeof first);
    cr_expect(memcmp(first, second, size[0]) == 0);
    params_free(params);
}

Test(safetensors, names_what_cannot_be_written)
{
    Params *params = three_params();
    Message message = {.text = ""};
    cr_assert(mkdir(path, 0777) == 0);
    cr_expect(!safetensors_write(path, params, ABOUT, LINES, &message));
    cr_expect(strstr(message.text, path), "%s", message.text);
    cr_expect(rmdir(path) == 0, "something was left in it");
    params_free(params);
}
