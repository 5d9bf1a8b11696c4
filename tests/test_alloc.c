// The heap: a warm step takes nothing from it, and where it gives nothing, there is an error and no leak.
#include "autograd/inspect.h"
#include "autograd/write_op.h"

#include "tests/attention_loss.h"
#include "tests/heap.h"

// One step of plain gradient descent, from reset to the new weights.
static bool step(Tape *tape, Head *head)
{
    tape_reset(tape);
    params_clear_grads(head->params);
    if (!tape_backward(tape, head_loss(tape, head)))
        return false;
    tensor_add_scaled(params_values(head->params), REAL(-0.1), params_grads(head->params));
    return true;
}

Test(alloc, a_warm_step_leaves_the_heap_alone)
{
    Head head;
    Tape *tape = quiet_tape();
    head_init(&head, 1, 1);
    const int before = heap.asked;
    cr_assert(step(tape, &head), "%s", tape_error(tape));
    cr_expect(heap.asked > before, "the first step is the one that asks: this test does count");
    const Heap warm = heap;
    for (int i = 0; i < 20; i++)
        cr_assert(step(tape, &head));
    const Heap after = heap;
    cr_expect(after.asked == warm.asked && after.taken_back == warm.taken_back, "%d calls", after.asked - warm.asked);
    tape_free(tape);
    params_free(head.params);
}

// A model of one matrix, made, run and freed. False: the heap refused somewhere, and an error says so.
static bool whole_life(void)
{
    Params *params = params_new();
    Tape *tape = tape_new();
    bool done = false;
    if (params && tape) {
        params_on_error(params, NULL, NULL);
        tape_on_error(tape, NULL, NULL);
        const Param p = params_add(params, "p", SHAPE(200, 200));
        Var y = op_param(tape, p);
        for (int i = 0; i < 100; i++) // over the first 64 nodes, and the first chunks
            y = op_relu(tape, op_transpose(tape, y, 0, 1));
        y = op_reshape(tape, op_matmul(tape, y, op_param(tape, p)), SHAPE(40000));
        done = tape_backward(tape, op_sum(tape, y, ALL_AXES, DROP_AXES));
        const char *why = params_error(params) ? params_error(params) : tape_error(tape);
        cr_expect(done || (why && strstr(why, "out of memory")), "call %d: %s", heap.fails_at, why ? why : "no error");
        cr_expect(!done || !why, "call %d: %s", heap.fails_at, why);
    }
    tape_free(tape);
    params_free(params);
    return done;
}

Test(alloc, whichever_call_is_refused_there_is_an_error_and_no_leak)
{
    for (int both = 0; both < 2; both++) {
        bool done = false;
        int call = 0;
        for (; !done && call < 1000; call++) {
            heap = (Heap){.fails_at = call, .for_good = both == 1};
            done = whole_life();
            cr_expect(done || heap.asked > call);
            cr_expect_eq(heap.given, heap.taken_back, "call %d leaves %d blocks", call, heap.given - heap.taken_back);
        }
        heap = (Heap){.fails_at = -1};
        cr_expect(call > 8 && call < 1000, "%d calls were refused in turn", call - 1);
    }
}

Test(alloc, a_tensor_is_refused_without_memory)
{
    Tensor x = {.rank = 3};
    heap = (Heap){.fails_at = 0};
    cr_expect(!tensor_new(&x, SHAPE(2)));
    cr_expect(x.data == NULL && x.rank == 0);
    heap.fails_at = -1;
    cr_assert(tensor_new(&x, SHAPE(2)));
    tensor_free(&x);
}

// --- an op that the tape has no more room for -----------------------------------------------------------------------

static const uint8_t SEEN[] = {1, 0, 1};

static Var layer_norm(Tape *tape, Var x)
{
    const Var row = op_reshape(tape, op_slice(tape, x, 0, 0, 1), SHAPE(3));
    return op_layer_norm(tape, op_transpose(tape, op_transpose(tape, x, 0, 1), 0, 1), row, row, 1);
}

static Var loss_of(Tape *tape, Var x)
{
    return op_cross_entropy(tape, op_transpose(tape, x, 0, 1), (const int32_t[]){0, 1, -1});
}

static Var gathered(Tape *tape, Var x)
{
    return op_gather(tape, x, (const int32_t[]){1, 0}, SHAPE(2));
}

static Var concatenated(Tape *tape, Var x)
{
    return op_concat(tape, (const Var[]){x, x, x, x, x}, 5, 0);
}

static Var attended(Tape *tape, Var x)
{
    return op_attention(tape, x, x, x, MASK_ALL);
}

static Var attended_fused(Tape *tape, Var x)
{
    return op_attention_fused(tape, x, x, x, 1, mask_on(SEEN, SHAPE(2)));
}

static Var filled(Tape *tape, Var x)
{
    return op_masked_fill(tape, op_transpose(tape, op_transpose(tape, x, 0, 1), 1, 0), mask_on(SEEN, SHAPE(3)), 0);
}

static Var dropped(Tape *tape, Var x)
{
    return op_dropout(tape, op_transpose(tape, x, 0, 1), REAL(0.5), rng_seed(1, 1));
}

static Var largest(Tape *tape, Var x)
{
    return op_max(tape, x, AXES(0), DROP_AXES);
}

static Var mean(Tape *tape, Var x)
{
    return op_mean(tape, x, AXES(1), KEEP_AXES);
}

static Var of_numbers(Tape *tape, Var x)
{
    const Var y = op_clamp(tape, op_scale(tape, op_pow(tape, x, 2), 3), 0, 1);
    return op_maximum(tape, op_relu(tape, y), op_div(tape, y, op_gelu(tape, x, GELU_TANH)));
}

static Var of_rows(Tape *tape, Var x)
{
    const Var y = op_log_softmax(tape, op_transpose(tape, x, 0, 1));
    return op_softmax(tape, op_transpose(tape, y, 0, 1), 1, MASK_ALL);
}

static Var reshaped(Tape *tape, Var x)
{
    return op_reshape(tape, op_transpose(tape, x, 0, 1), SHAPE(6)); // which has to copy
}

static Var input(Tape *tape)
{
    return op_input(tape, TENSOR(SHAPE(2, 3), 1, 2, 3, 4, 5, 6));
}

// How many allocations of the smallest size a tape with that input has room for, on a heap that refuses.
static int smallest_allocations(void)
{
    heap = (Heap){.fails_at = -1};
    Tape *tape = quiet_tape();
    int count = 0;
    input(tape);
    heap = (Heap){.fails_at = 0, .for_good = true};
    while (tape_alloc(tape, 1))
        count++;
    tape_free(tape);
    return count;
}

// Runs it on a tape that has room for so many of them, and a heap that refuses, once or for good. False: it failed.
static bool runs_in(Var (*function)(Tape *, Var), int room, int most, bool for_good)
{
    heap = (Heap){.fails_at = -1};
    Tape *tape = quiet_tape();
    const Var x = input(tape);
    for (int i = room; i < most; i++)
        tape_alloc(tape, 1);
    cr_assert(tape_error(tape) == NULL);
    heap = (Heap){.fails_at = 0, .for_good = for_good};
    const Var y = function(tape, x);
    const bool done = tape_error(tape) == NULL && tape_backward_from(tape, y, var_value(y));
    const char *error = tape_error(tape);
    heap.fails_at = -1;
    cr_expect(done ? error == NULL : error && strstr(error, "out of memory"), "room for %d: %s", room, error);
    tape_reset(tape);
    const Var again = function(tape, input(tape));
    cr_expect(tape_error(tape) == NULL && var_value(again).data, "a reset makes it whole: %s", tape_error(tape));
    tape_free(tape);
    return done;
}

Test(alloc, every_op_reports_each_allocation_that_the_tape_has_no_room_for)
{
    static Var (*const functions[])(Tape *, Var) = {layer_norm,     loss_of, gathered, concatenated, attended,
                                                    attended_fused, filled,  dropped,  largest,      mean,
                                                    of_numbers,     of_rows, reshaped};
    const int most = smallest_allocations();
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        for (int for_good = 0; for_good < 2; for_good++) {
            int room = 0;
            while (room < most && !runs_in(functions[i], room, most, for_good == 1))
                room++;
            cr_expect(room > 4 && room < most, "function %zu ran with room for %d", i, room);
        }
    heap = (Heap){.fails_at = -1};
    Tape *tape = quiet_tape();
    const Var x = input(tape);
    heap = (Heap){.fails_at = 0, .for_good = true};
    Tensor large = var_value(x);
    large.shape[0] = INT32_MAX / 3; // it is refused before it is read
    cr_expect(op_constant(tape, large).tape == NULL && strstr(tape_error(tape), "out of memory"));
    heap.fails_at = -1;
    tape_reset(tape);
    cr_expect(op_number(tape, 1).tape == tape);
    tape_free(tape);
}

// What it takes from the tape is refused; an error is the answer.
Test(alloc, the_search_for_the_end_of_a_path_says_when_memory_is_out)
{
    heap = (Heap){.fails_at = -1};
    Params *params = quiet_params();
    const Param p = params_add(params, "p", SHAPE(2));
    Tape *tape = quiet_tape();
    op_param(tape, p);
    heap = (Heap){.fails_at = 0, .for_good = true};
    while (tape_alloc(tape, 1))
        ;
    const char *why = tape_why_unreached(tape, p);
    heap.fails_at = -1;
    cr_expect(why && strstr(why, "out of memory"), "%s", why);
    tape_free(tape);
    params_free(params);
}
