// Reading weights: every malformed header, every cut and every flipped bit is refused.
#include "train/safetensors.h"

#include "tests/folder.h"
#include "tests/raw_weights.h"
#include "tests/support.h"
#include "train/hash.h"

#include <stdlib.h>
#include <unistd.h>

TestSuite(safetensors_damaged, .init = folder_enter, .fini = folder_leave);

// --- malformed ------------------------------------------------------------------------------------------------------

#define A RAW_A
#define B RAW_B
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

Test(safetensors_damaged, refuses_each_malformed_header)
{
    for (size_t i = 0; i < sizeof MALFORMED / sizeof MALFORMED[0]; i++) {
        const RawWeights file = raw_make(MALFORMED[i].header, RAW_NUMBERS, sizeof RAW_NUMBERS);
        raw_put(&file, file.size);
        raw_expect_damaged(MALFORMED[i].message);
    }
}

// The size of the header alone must not make anyone allocate.
Test(safetensors_damaged, refuses_headers_that_are_too_large)
{
    static const uint64_t SIZES[] = {3, 1 << 20, (1 << 20) + 1, 1ULL << 40, INT64_MAX, 1ULL << 63, UINT64_MAX};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        RawWeights file = raw_make("{}", "", 0);
        for (int k = 0; k < 8; k++)
            file.bytes[k] = (unsigned char)(SIZES[i] >> (8 * k));
        raw_put(&file, file.size);
        raw_expect_damaged("a header of");
        cr_assert(truncate("w", (off_t)1 << 40) == 0); // a file of a TiB without a block on the disk
        raw_expect_damaged(SIZES[i] > 1 << 20 ? "a header of" : "refused");
    }
}

Test(safetensors_damaged, refuses_nesting_without_end)
{
    RawWeights file = {.size = RAW_LARGEST};
    memset(file.bytes, '[', sizeof file.bytes);
    memcpy(file.bytes,
           (unsigned char[]){(RAW_LARGEST - 8) & 255, (RAW_LARGEST - 8) >> 8, 0, 0, 0, 0, 0, 0, '{', '"', '"', ':'},
           12);
    raw_put(&file, file.size);
    raw_expect_damaged("refused");
}

// The vectors of the authors of FNV.
Test(safetensors_damaged, sums_as_fnv_does)
{
    cr_expect_eq(hash_bytes(HASH_BEGIN, "", 0), UINT64_C(0xcbf29ce484222325));
    cr_expect_eq(hash_bytes(HASH_BEGIN, "a", 1), UINT64_C(0xaf63dc4c8601ec8c));
    cr_expect_eq(hash_bytes(hash_bytes(HASH_BEGIN, "foo", 3), "bar", 3), UINT64_C(0x85944171f73967e8));
}

// --- damaged --------------------------------------------------------------------------------------------------------

static RawWeights written(void)
{
    Params *params = raw_params();
    Message message = {.text = ""};
    const Metadata about[] = {{"step", "45"}};
    tensor_fill(params_values(params), REAL(0.5));
    cr_assert(safetensors_write("w", params, about, 1, &message), "%s", message.text);
    params_free(params);
    return raw_get();
}

Test(safetensors_damaged, refuses_a_file_cut_off_at_any_byte)
{
    RawWeights file = written();
    for (size_t size = 0; size < file.size; size++) {
        raw_put(&file, size);
        raw_expect_damaged("w");
    }
    file.bytes[file.size] = 0;
    raw_put(&file, file.size + 1);
    raw_expect_damaged("are there");
}

Test(safetensors_damaged, notices_every_flipped_bit)
{
    RawWeights file = written();
    for (size_t bit = 0; bit < 8 * file.size; bit++) {
        file.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        raw_put(&file, file.size);
        raw_expect_damaged("w");
        file.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
}

// Bytes at random places and of random values, in a file without a checksum: it is refused, or read whole.
Test(safetensors_damaged, survives_random_changes)
{
    Rng rng = rng_seed(11, 0);
    const RawWeights whole = raw_make("{" A "," B "}", RAW_NUMBERS, sizeof RAW_NUMBERS);
    int taken = 0;
    for (int i = 0; i < 3000; i++) {
        static const char LIKELY[] = "{}[]\",:0123456789-.eF";
        RawWeights file = whole;
        Params *params = raw_params();
        Message message = {.text = ""};
        for (uint32_t n = 1 + rng_below(&rng, 4); n > 0; n--)
            file.bytes[rng_below(&rng, (uint32_t)file.size)] =
                rng_below(&rng, 2) ? (unsigned char)LIKELY[rng_below(&rng, sizeof LIKELY - 1)] : rng_next(&rng) & 255;
        raw_put(&file, file.size - (rng_below(&rng, 4) ? 0 : rng_below(&rng, (uint32_t)file.size)));
        const bool read = safetensors_read("w", params, &message);
        cr_expect(read || (message.damaged && message.text[0]), "%s", message.text);
        taken += read;
        params_free(params);
    }
    cr_expect(taken > 100, "%d were taken", taken);
}
