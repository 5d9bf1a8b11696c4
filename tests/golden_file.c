#include "tests/golden_file.h"

#include <stdlib.h>

#include "tests/numbers.h"

json_t *golden_load(const char *name)
{
    char path[4096];
    json_error_t error;
    snprintf(path, sizeof path, "%s/tests/golden/%s", HEED_SOURCE_DIR, name);
    json_t *file = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    cr_assert(file, "%s:%d: %s", path, error.line, error.text);
    return file;
}

const json_t *golden_member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    cr_assert(value, "there is no \"%s\"", key);
    return value;
}

double golden_number(const json_t *number)
{
    if (json_is_string(number)) {
        char *end;
        const double value = strtod(json_string_value(number), &end);
        cr_assert(*end == '\0' && !isfinite(value), "\"%s\" is not inf, -inf or nan", json_string_value(number));
        return value;
    }
    cr_assert(json_is_number(number), "not a number");
    return json_number_value(number);
}

int golden_integer(const json_t *number)
{
    cr_assert(json_is_integer(number), "not an integer");
    return (int)json_integer_value(number);
}

const char *golden_text(const json_t *text)
{
    cr_assert(json_is_string(text), "not a text");
    return json_string_value(text);
}

Shape golden_shape(const json_t *sizes)
{
    Shape shape = {.rank = (int)json_array_size(sizes)};
    cr_assert(json_is_array(sizes) && shape.rank <= MAX_RANK, "not a shape");
    for (int axis = 0; axis < shape.rank; axis++)
        shape.n[axis] = golden_integer(json_array_get(sizes, (size_t)axis));
    return shape;
}

Tensor golden_tensor(const json_t *array)
{
    Tensor x;
    const json_t *values = golden_member(array, "values");
    cr_assert(tensor_new(&x, golden_shape(golden_member(array, "shape"))));
    cr_assert_eq((int)json_array_size(values), tensor_count(x), "%zu values", json_array_size(values));
    for (int i = 0; i < tensor_count(x); i++)
        x.data[i] = (real)golden_number(json_array_get(values, (size_t)i));
    return x;
}

int32_t *golden_integers(const json_t *values)
{
    const size_t count = json_array_size(values);
    int32_t *integers = calloc(count + 1, sizeof *integers);
    cr_assert(integers && json_is_array(values));
    for (size_t i = 0; i < count; i++)
        integers[i] = golden_integer(json_array_get(values, i));
    return integers;
}
