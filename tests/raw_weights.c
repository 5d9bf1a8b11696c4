#include "tests/raw_weights.h"

#include "train/safetensors.h"

#include "tests/folder.h"
#include "tests/support.h"

#include <unistd.h>

const float RAW_NUMBERS[] = {0.5F, -1, 1.0F / 1024, 0x1p127F, -0.0F, 7, 42};

RawWeights raw_make(const char *header, const void *data, size_t data_size)
{
    RawWeights file = {.size = 8 + strlen(header) + data_size};
    cr_assert(file.size <= RAW_LARGEST);
    for (int i = 0; i < 8; i++)
        file.bytes[i] = (unsigned char)((uint64_t)strlen(header) >> (8 * i));
    memcpy(file.bytes + 8, header, strlen(header));
    memcpy(file.bytes + 8 + strlen(header), data, data_size);
    return file;
}

void raw_put(const RawWeights *file, size_t size)
{
    unlink("w"); // cutting an old file to nothing makes some file systems wait for the disk
    FILE *out = fopen("w", "wb");
    cr_assert(out && fwrite(file->bytes, 1, size, out) == size && fclose(out) == 0);
}

RawWeights raw_get(void)
{
    RawWeights file;
    file.size = file_read("w", (char *)file.bytes, sizeof file.bytes);
    return file;
}

Params *raw_params(void)
{
    Params *params = quiet_params();
    params_add(params, "a", SHAPE(2, 3));
    params_add(params, "b", SHAPE(1));
    return params;
}

void raw_expect_damaged(const char *what)
{
    Params *params = raw_params();
    Message message = {.text = ""};
    cr_expect(!safetensors_read("w", params, &message), "not refused: %s", what);
    cr_expect(strstr(message.text, what), "no '%s' in: %s", what, message.text);
    cr_expect(message.damaged && !strchr(message.text, '\n'), "%s", message.text);
    params_free(params);
}
