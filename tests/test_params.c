// The parameter store: two flat vectors with named slices, and its first error.
#include "autograd/params.h"

#include "tests/support.h"

Test(params, lie_end_to_end_in_two_vectors_in_the_order_of_adding)
{
    Params *params = quiet_params();
    const Param a = params_add(params, "a", SHAPE(2, 3)), b = params_add(params, "b", SCALAR);
    const Param c = params_add(params, "c", SHAPE(4));
    cr_expect(a.index == 0 && b.index == 1 && c.index == 2 && params_count(params) == 3);
    const Tensor values = params_values(params), grads = params_grads(params);
    expect_shape(values, 11);
    expect_shape(grads, 11);
    expect_shape(param_value(a), 2, 3);
    cr_expect_eq(param_value(a).data, values.data);
    cr_expect_eq(param_value(b).data, values.data + 6);
    cr_expect_eq(param_value(c).data, values.data + 7);
    cr_expect_eq(param_grad(c).data, grads.data + 7);
    expect_shape(param_grad(c), 4);
    for (int i = 0; i < 11; i++)
        cr_expect(values.data[i] == 0 && grads.data[i] == 0);
    params_free(params);
}

Test(params, keep_their_values_when_the_store_grows)
{
    Params *params = quiet_params();
    const Param first = params_add(params, "first", SHAPE(3));
    tensor_fill(param_value(first), 7);
    tensor_fill(param_grad(first), 8);
    for (int i = 0; i < 100; i++) {
        char name[16];
        snprintf(name, sizeof name, "p%d", i);
        const Param p = params_add(params, name, SHAPE(50));
        cr_assert_eq(p.index, i + 1);
        for (int k = 0; k < 50; k++) // what a larger block brings along is not taken for zeros
            cr_expect(param_value(p).data[k] == 0 && param_grad(p).data[k] == 0);
        tensor_fill(param_value(p), (real)i);
    }
    expect_elements(param_value(first), 7, 7, 7);
    expect_elements(param_grad(first), 8, 8, 8);
    cr_expect_eq(param_value(params_find(params, "p42")).data[49], 42);
    cr_expect_str_eq(param_name(params_at(params, 43)), "p42");
    params_free(params);
}

Test(params, are_found_by_name_and_index)
{
    Params *params = quiet_params();
    char name[] = "head.U";
    params_add(params, name, SHAPE(2));
    name[0] = 'X'; // names are copied
    cr_expect_eq(params_find(params, "head.U").index, 0);
    cr_expect_str_eq(param_name(params_at(params, 0)), "head.U");
    cr_expect_eq(params_find(params, "head.b").index, -1);
    cr_expect_eq(params_at(params, 1).index, -1);
    cr_expect_eq(params_at(params, -1).index, -1);
    cr_expect(param_value(params_at(params, 1)).data == NULL && param_grad(params_at(params, 1)).data == NULL);
    cr_expect(params_error(params) == NULL, "to look for what is not there is no error");
    params_free(params);
}

Test(params, normal_values_are_the_draws_of_the_generator_times_the_deviation)
{
    Params *params = quiet_params();
    Rng rng = rng_seed(3, 1), same = rng;
    const Param p = params_add_normal(params, "p", SHAPE(5, 2), REAL(0.25), &rng);
    for (int i = 0; i < 10; i++)
        cr_expect_eq(param_value(p).data[i], REAL(0.25) * rng_normal(&same), "draw %d", i);
    cr_expect(rng.state == same.state, "one draw for each element");
    params_free(params);
}

Test(params, clear_grads_leaves_values)
{
    Params *params = quiet_params();
    const Param p = params_add(params, "p", SHAPE(2));
    tensor_fill(params_values(params), 3);
    tensor_fill(params_grads(params), 4);
    params_clear_grads(params);
    expect_elements(param_value(p), 3, 3);
    expect_elements(param_grad(p), 0, 0);
    params_free(params);
}

Test(params, an_empty_store_and_an_empty_parameter_work)
{
    Params *params = quiet_params();
    params_clear_grads(params);
    cr_expect(params_count(params) == 0 && tensor_count(params_values(params)) == 0);
    const Param empty = params_add(params, "empty", SHAPE(0, 3));
    cr_expect_eq(empty.index, 0);
    cr_expect_eq(tensor_count(param_value(empty)), 0);
    const Param p = params_add(params, "p", SHAPE(2));
    cr_expect_eq(param_value(p).data, params_values(params).data);
    params_free(params);
}

// --- errors ---------------------------------------------------------------------------------------------------------

Test(params, misuse_is_kept_with_the_line_of_the_call)
{
    const struct {
        const char *name, *text;
        Shape shape;
    } rows[] = {
        {NULL, "params_add: a parameter needs a name", SHAPE(2)},
        {"", "params_add: a parameter needs a name", SHAPE(2)},
        {"taken", "params_add: there is a parameter \"taken\" already", SHAPE(2)},
        {"w", "params_add: \"w\"[2,-1] is too large or has a negative size", SHAPE(2, -1)},
        {"w", "params_add: \"w\"[65536,65536] is too large or has a negative size", SHAPE(65536, 65536)},
        {"w", "params_add: \"w\"[2147483647] is too large or has a negative size", SHAPE(2147483647)}, // with "taken"
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Params *params = quiet_params();
        Rng rng = rng_seed(1, 1), same = rng;
        params_add(params, "taken", SHAPE(1));
        cr_expect(params_error(params) == NULL);
        const int line = __LINE__ + 1;
        const Param p = params_add(params, rows[i].name, rows[i].shape);
        cr_expect(p.index == -1 && p.store == params, "row %zu", i);
        expect_error(params_error(params), rows[i].text, __FILE__, line);
        params_add_normal(params, "later", SHAPE(2), 1, &rng);
        expect_error(params_error(params), rows[i].text, __FILE__, line); // the first error stays
        cr_expect(params_count(params) == 1 && rng.state == same.state, "row %zu: nothing is added or drawn", i);
        params_free(params);
    }
}

static void count_call(const char *message, void *context)
{
    cr_expect(strstr(message, "needs a name") != NULL, "%s", message);
    ++*(int *)context;
}

Test(params, the_handler_is_called_once_with_the_first_error)
{
    Params *params = params_new();
    int calls = 0;
    params_on_error(params, count_call, &calls);
    params_add(params, "", SHAPE(1));
    params_add(params, "w", SHAPE(-1));
    cr_expect_eq(calls, 1);
    params_free(params);
}

Test(params, an_error_of_a_layer_is_kept_too)
{
    Params *params = quiet_params();
    const Param p = params_fail(params_here(params, "model.c", 7), "linear: %d inputs", 0);
    cr_expect(p.index == -1 && p.store == params);
    expect_error(params_error(params), "linear: 0 inputs", "model.c", 7);
    params_free(params);
}

Test(params, a_held_store_does_not_grow_until_all_let_go)
{
    const char *text = "params_add: \"w\": a tape uses this store; call tape_reset before adding";
    for (int releases = 0; releases <= 2; releases++) {
        Params *params = quiet_params();
        params_hold(params);
        params_hold(params);
        for (int i = 0; i < releases; i++)
            params_release(params);
        const int line = __LINE__ + 1;
        const Param p = params_add(params, "w", SHAPE(2));
        cr_expect_eq(p.index, releases == 2 ? 0 : -1);
        if (releases < 2)
            expect_error(params_error(params), text, __FILE__, line);
        params_free(params);
    }
}

Test(params, free_of_nothing_is_allowed)
{
    params_free(NULL);
}
