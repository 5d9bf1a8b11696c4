// Reading weights: what heed wrote comes back bit for bit, a file of the other precision is converted, and whatever is
// malformed, damaged or of another model is refused by name.
#include "train/safetensors.h"

#include "tests/folder.h"
#include "tests/support.h"
#include "train/hash.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(safetensors_read, .init = folder_enter, .fini = folder_leave);

enum { LARGEST = 4096 };

typedef struct {
    unsigned char bytes[LARGEST];
    size_t size;
} File;

// Puts size, header and so many bytes of data together: 1, 2, 3, ... as the type says.
static File make(const char *header, const void *data, size_t data_size)
{
    File file = {.size = 8 + strlen(header) + data_size};
    cr_assert(file.size <= LARGEST);
    for (int i = 0; i < 8; i++)
        file.bytes[i] = (unsigned char)((uint64_t)strlen(header) >> (8 * i));
    memcpy(file.bytes + 8, header, strlen(header));
    memcpy(file.bytes + 8 + strlen(header), data, data_size);
    return file;
}

static void put(const File *file, size_t size)
{
    unlink("w"); // cutting an old file to nothing makes some file systems wait for the disk
    FILE *out = fopen("w", "wb");
    cr_assert(out && fwrite(file->bytes, 1, size, out) == size && fclose(out) == 0);
}

static File get(const char *path)
{
    File file;
    file.size = file_read(path, (char *)file.bytes, sizeof file.bytes);
    return file;
}

// A store of a [2,3] and b [1].
static Params *two_params(void)
{
    Params *params = quiet_params();
    params_add(params, "a", SHAPE(2, 3));
    params_add(params, "b", SHAPE(1));
    return params;
}

static void expect_values(Params *params, const double *values)
{
    for (int i = 0; i < 7; i++)
        cr_expect_eq(params_values(params).data[i], (real)values[i], "%d", i);
}

// Refused as damaged, with this in the message; the message is one line.
static void expect_damaged(const char *what)
{
    Params *params = two_params();
    Message message = {.text = ""};
    cr_expect(!safetensors_read("w", params, &message), "not refused: %s", what);
    cr_expect(strstr(message.text, what), "no '%s' in: %s", what, message.text);
    cr_expect(message.damaged && !strchr(message.text, '\n'), "%s", message.text);
    params_free(params);
}

static const double NUMBERS[] = {0.5, -1, 1.0 / 1024, 0x1p127, -0.0, 7, 42};
static const float NARROW[] = {0.5F, -1, 1.0F / 1024, 0x1p127F, -0.0F, 7, 42};

// --- accepted -------------------------------------------------------------------------------------------------------

Test(safetensors_read, gives_back_what_was_written)
{
    Params *params = two_params(), *again = two_params();
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
         NARROW, sizeof NARROW},
        {"{\"__metadata__\":{},\"a\":{\"data_offsets\":[0,48],\"dtype\":\"F64\",\"shape\":[2,3]},"
         "\"b\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[48,56]}}",
         NUMBERS, sizeof NUMBERS},
    };
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        Params *params = two_params();
        Message message = {.text = ""};
        const File file = make(FILES[i].header, FILES[i].data, FILES[i].size);
        put(&file, file.size);
        cr_assert(safetensors_read("w", params, &message), "%s", message.text);
        expect_values(params, NUMBERS);
        params_free(params);
    }
}

// --- malformed ------------------------------------------------------------------------------------------------------

#define A "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}"
#define B "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]}"
#define B_WITH(type, shape, begin, end)                                                                                \
    "{" A ",\"b\":{\"dtype\":\"" type "\",\"shape\":" shape ",\"data_offsets\":[" begin "," end "]}}"

// A header over 28 bytes of data, and what is said of it.
static const struct {
    const char *header, *message;
} MALFORMED[] = {
    {"", "does not begin with {"},
    {" {" A "," B "}", "does not begin with {"},
    {"[]", "does not begin with {"},
    {"{" A "," B, "refused"},
    {"{" A "," B "}x", "refused"},
    {"{" A "," A "," B "}", "duplicate"},
    {"{" A "," B ",\"__metadata__\":{\"x\":\"1\",\"x\":\"2\"}}", "duplicate"},
    {"{" A "," B ",\"__metadata__\":{\"x\":1}}", "__metadata__"},
    {"{" A "," B ",\"__metadata__\":[]}", "__metadata__"},
    {"{" A ",\"\xff\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]}}", "refused"},
    {"{" A ",\"b\\u0000\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]}}", "refused"},
    {"{" A ",\"b\":7}", "does not describe b"},
    {"{" A ",\"b\":{}}", "does not describe b"},
    {"{" A ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28],\"more\":1}}", "does not describe b"},
    {"{" A ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28,28]}}", "does not describe b"},
    {"{" A ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24]}}", "does not describe b"},
    {"{" A ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24.0,28]}}", "does not describe b"},
    {"{" A ",\"b\":{\"dtype\":32,\"shape\":[1],\"data_offsets\":[24,28]}}", "does not describe b"},
    {"{" A ",\"b\\n\":{}}", "does not describe b?"},
    {B_WITH("I32", "[1]", "24", "28"), "b has the type I32"},
    {B_WITH("F16", "[2]", "24", "28"), "b has the type F16"},
    {B_WITH("f32", "[1]", "24", "28"), "b has the type f32"},
    {B_WITH("F32", "7", "24", "28"), "b has a shape"},
    {B_WITH("F32", "[1.0]", "24", "28"), "b has a shape"},
    {B_WITH("F32", "[-1]", "24", "28"), "b has a shape"},
    {B_WITH("F32", "[\"1\"]", "24", "28"), "b has a shape"},
    {B_WITH("F32", "[1,1,1,1,1]", "24", "28"), "b has a shape"},
    {B_WITH("F32", "[4294967297]", "24", "28"), "b has a shape"},
    {B_WITH("F32", "[65536,65536]", "24", "28"), "b has a shape"},
    {B_WITH("F32", "[2147483647,2147483647,2147483647,2147483647]", "24", "28"), "b has a shape"},
    {B_WITH("F32", "[1073741825,4]", "24", "28"), "b has a shape"},
    {B_WITH("F32", "[99999999999999999999]", "24", "28"), "refused"},
    {B_WITH("F32", "[2]", "24", "28"), "b has 8 bytes"},
    {B_WITH("F64", "[1]", "24", "28"), "b has 8 bytes"},
    {B_WITH("F32", "[]", "24", "24"), "b has 4 bytes"},
    {B_WITH("F32", "[1]", "28", "24"), "b has 4 bytes"},
    {B_WITH("F32", "[1]", "-4", "0"), "b has 4 bytes"},
    {B_WITH("F32", "[1]", "25", "29"), "b has 4 bytes"},
    {B_WITH("F32", "[1]", "9223372036854775804", "9223372036854775807"), "b has 4 bytes"},
    {B_WITH("F32", "[1]", "20", "24"), "b begins at byte 20"},
    {B_WITH("F32", "[1]", "0", "4"), "a begins at byte 0"},
    {"{" A "}", "24 bytes are described and 28 are there"},
    {"{}", "0 bytes are described and 28 are there"},
    {"{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]}}", "b begins at byte 24"},
};

Test(safetensors_read, refuses_each_malformed_header)
{
    for (size_t i = 0; i < sizeof MALFORMED / sizeof MALFORMED[0]; i++) {
        const File file = make(MALFORMED[i].header, NARROW, sizeof NARROW);
        put(&file, file.size);
        expect_damaged(MALFORMED[i].message);
    }
}

// The size of the header alone must not make anyone allocate.
Test(safetensors_read, refuses_headers_that_are_too_large)
{
    static const uint64_t SIZES[] = {3, 1 << 20, (1 << 20) + 1, 1ULL << 40, INT64_MAX, 1ULL << 63, UINT64_MAX};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        File file = make("{}", "", 0);
        for (int k = 0; k < 8; k++)
            file.bytes[k] = (unsigned char)(SIZES[i] >> (8 * k));
        put(&file, file.size);
        expect_damaged("a header of");
        cr_assert(truncate("w", (off_t)1 << 40) == 0); // a file of a TiB without a block on the disk
        expect_damaged(SIZES[i] > 1 << 20 ? "a header of" : "refused");
    }
}

Test(safetensors_read, refuses_nesting_without_end)
{
    File file = {.size = LARGEST};
    memset(file.bytes, '[', sizeof file.bytes);
    memcpy(file.bytes, (unsigned char[]){(LARGEST - 8) & 255, (LARGEST - 8) >> 8, 0, 0, 0, 0, 0, 0, '{', '"', '"', ':'},
           12);
    put(&file, file.size);
    expect_damaged("refused");
}

// The vectors of the authors of FNV.
Test(safetensors_read, sums_as_fnv_does)
{
    cr_expect_eq(hash_bytes(HASH_BEGIN, "", 0), UINT64_C(0xcbf29ce484222325));
    cr_expect_eq(hash_bytes(HASH_BEGIN, "a", 1), UINT64_C(0xaf63dc4c8601ec8c));
    cr_expect_eq(hash_bytes(hash_bytes(HASH_BEGIN, "foo", 3), "bar", 3), UINT64_C(0x85944171f73967e8));
}

// --- damaged --------------------------------------------------------------------------------------------------------

static File written(void)
{
    Params *params = two_params();
    Message message = {.text = ""};
    const Metadata about[] = {{"step", "45"}};
    tensor_fill(params_values(params), REAL(0.5));
    cr_assert(safetensors_write("w", params, about, 1, &message), "%s", message.text);
    params_free(params);
    return get("w");
}

Test(safetensors_read, refuses_a_file_cut_off_at_any_byte)
{
    File file = written();
    for (size_t size = 0; size < file.size; size++) {
        put(&file, size);
        expect_damaged("w");
    }
    file.bytes[file.size] = 0;
    put(&file, file.size + 1);
    expect_damaged("are there");
}

Test(safetensors_read, notices_every_flipped_bit)
{
    File file = written();
    for (size_t bit = 0; bit < 8 * file.size; bit++) {
        file.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        put(&file, file.size);
        expect_damaged("w");
        file.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
}

// Bytes at random places and of random values, in a file without a checksum: it is refused, or read whole.
Test(safetensors_read, survives_random_changes)
{
    Rng rng = rng_seed(11, 0);
    const File whole = make("{" A "," B "}", NARROW, sizeof NARROW);
    int taken = 0;
    for (int i = 0; i < 3000; i++) {
        static const char LIKELY[] = "{}[]\",:0123456789-.eF";
        File file = whole;
        Params *params = two_params();
        Message message = {.text = ""};
        for (uint32_t n = 1 + rng_below(&rng, 4); n > 0; n--)
            file.bytes[rng_below(&rng, (uint32_t)file.size)] =
                rng_below(&rng, 2) ? (unsigned char)LIKELY[rng_below(&rng, sizeof LIKELY - 1)] : rng_next(&rng) & 255;
        put(&file, file.size - (rng_below(&rng, 4) ? 0 : rng_below(&rng, (uint32_t)file.size)));
        const bool read = safetensors_read("w", params, &message);
        cr_expect(read || (message.damaged && message.text[0]), "%s", message.text);
        taken += read;
        params_free(params);
    }
    cr_expect(taken > 100, "%d were taken", taken);
}

// --- of another model, or no file -----------------------------------------------------------------------------------

Test(safetensors_read, names_the_tensor_that_does_not_fit)
{
    static const struct {
        const char *header, *message;
    } OTHERS[] = {
        {"{" A ",\"c\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]}}", "w: b is missing"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]}," B "}",
         "w: a is [3,2], and the model's is [2,3]"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[0,24]}," B "}",
         "w: a is [6], and the model's is [2,3]"},
        {"{" A "," B ",\"c\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[28,28]}}",
         "w: c is no tensor of this model"},
        {"{\"__metadata__\": {\"checksum\": \"0123456789abcdef\"}," A "," B "}", "another program has written it anew"},
        {"{\"__metadata__\":{\"checksum\":\"0123456789abcdef\"}," A "," B "}", "w is damaged: its checksum is"},
        {"{\"__metadata__\":{\"checksum_of\":\"FNV\"}," A "," B "}", "w: its checksum is missing"},
    };
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        const File file = make(OTHERS[i].header, NARROW, sizeof NARROW);
        put(&file, file.size);
        expect_damaged(OTHERS[i].message);
    }
}

Test(safetensors_read, refuses_numbers_that_are_not_finite)
{
    static const float BAD[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        float numbers[7] = {0};
        numbers[i] = BAD[i];
        const File file = make("{" A "," B "}", numbers, sizeof numbers);
        put(&file, file.size);
        expect_damaged("a has a number that is not finite");
    }
}

Test(safetensors_read, refuses_what_is_no_regular_file)
{
    Params *params = two_params();
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
