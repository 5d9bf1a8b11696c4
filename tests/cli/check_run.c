// check_run FOLDER: reads the folder of a run with jansson and libpng and none of heed's code. What is there must be
// whole and fit together; a run that was cut off may lack files. Exit code 0: all is well, and stdout has one line,
// such as
//   status=done rows=8 evaluated=0,1,2,5,7 attn=0,1,2,5,7 weights=0,1,2,5,7 film=1
// Exit code 1: stderr says what is wrong.
#include "tests/cli/check_run.h"

#include "tests/weights_file.h"

#include <dirent.h>
#include <math.h>
#include <png.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool complain(const char *path, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fprintf(stderr, "check_run: %s: ", path);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    return false;
}

void list_add(char list[LIST_TEXT], int step)
{
    const size_t length = strlen(list);
    snprintf(list + length, LIST_TEXT - length, length ? ",%d" : "%d", step);
}

// --- run.json -------------------------------------------------------------------------------------------------------

// Whether every field is there, and of its type: s is a text, i an integer, F a number, b yes or no, o anything.
static bool has_fields(json_t *run, json_error_t *error)
{
    const char *text = NULL;
    json_t *any = NULL;
    int n = 0;
    double x = 0;
    const bool begun =
        json_unpack_ex(
            run, error, 0,
            "{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:{s:o, s:o}, s:{s:s, s:i, s:i, s:F, s:F, s:F, s:i, s:i, "
            "s:i, s:i, s:i, s:s, s:b, s:b, s:i, s:o, s:s, s:i}, s:{s:s, s:s, s:s}}",
            "format", &n, "program", &text, "version", &text, "compiler", &text, "precision", &text, "status", &text,
            "task", &text, "tensors", &any, "probe", "tokens", &any, "targets", &any, "options", "seed", &text, "steps",
            &n, "batch", &n, "lr", &x, "momentum", &x, "weight_decay", &x, "length", &n, "vocab", &n, "dim", &n,
            "heads", &n, "layers", &n, "mask", &text, "output_projection", &n, "residual", &n, "eval_every", &n,
            "keyframes", &any, "png", &text, "scale", &n, "host", "system", &text, "machine", &text, "started",
            &text) == 0;
    if (!begun || !json_object_get(run, "result"))
        return begun;
    return json_unpack_ex(run, error, 0, "{s:{s:i, s:o, s:s, s:{s:F, s:F, s:F, s:o, s:o}}, s:{s:F}}", "result", "steps",
                          &n, "solved_at", &any, "weights", &text, "held_out", "loss", &x, "accuracy", &x, "exact", &x,
                          "alignment", &any, "entropy", &any, "host", "seconds", &x) == 0;
}

// Whether the probe is as long as the options say.
static bool probe_fits(const json_t *run)
{
    const json_t *probe = json_object_get(run, "probe");
    const json_int_t length = json_integer_value(json_object_get(json_object_get(run, "options"), "length"));
    return json_integer_value(json_object_get(run, "format")) == 2 &&
           (json_int_t)json_array_size(json_object_get(probe, "tokens")) == length &&
           (json_int_t)json_array_size(json_object_get(probe, "targets")) == length;
}

// NULL: it is not there, or wrong, which *whole says.
static json_t *read_run(const char *folder, bool *whole)
{
    char path[PATH_TEXT];
    json_error_t error;
    snprintf(path, sizeof path, "%s/run.json", folder);
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    json_t *run = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
    fclose(file);
    *whole = (run && has_fields(run, &error)) || complain(path, "%s", error.text);
    *whole = *whole && (probe_fits(run) || complain(path, "is of another format, or its probe of another length"));
    if (*whole)
        return run;
    json_decref(run);
    return NULL;
}

// --- pictures -------------------------------------------------------------------------------------------------------

static bool check_png(const char *path)
{
    static const unsigned char END[12] = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};
    png_image image = {.version = PNG_IMAGE_VERSION};
    unsigned char last[sizeof END];
    FILE *file = fopen(path, "rb");
    const bool ended = file && fseek(file, -(long)sizeof END, SEEK_END) == 0 &&
                       fread(last, sizeof last, 1, file) == 1 && memcmp(last, END, sizeof END) == 0;
    if (file)
        fclose(file);
    if (!ended)
        return complain(path, "does not end as a PNG does");
    if (!png_image_begin_read_from_file(&image, path))
        return complain(path, "%s", image.message);
    if (image.width > 4096 || image.height > 4096)
        return complain(path, "is %u x %u", image.width, image.height);
    image.format = PNG_FORMAT_RGB;
    unsigned char *pixels = malloc(PNG_IMAGE_SIZE(image));
    const bool decoded = pixels && png_image_finish_read(&image, NULL, pixels, 0, NULL) && !image.warning_or_error;
    png_image_free(&image);
    free(pixels);
    return decoded || complain(path, "%s", image.message);
}

// --- weights --------------------------------------------------------------------------------------------------------

static bool all_finite(const char *bytes, size_t size, bool in_double)
{
    for (size_t i = 0; i < size; i += in_double ? sizeof(double) : sizeof(float)) {
        double wide = 0;
        float narrow = 0;
        memcpy(in_double ? (void *)&wide : (void *)&narrow, bytes + i, in_double ? sizeof wide : sizeof narrow);
        if (!isfinite(wide) || !isfinite(narrow))
            return false;
    }
    return true;
}

// The tensors are those of run.json, in its order; they lie side by side, and what they take is all there is.
static bool check_tensors(const char *path, const WeightsFile *file, const json_t *run)
{
    const bool in_double = strcmp(json_string_value(json_object_get(run, "precision")), "double") == 0;
    json_t *tensors = json_object_get(run, "tensors"), *shape;
    const char *name;
    size_t end = 0;
    json_object_foreach(
        tensors, name,
        shape) if (!weights_file_tensor(file, name, in_double ? "F64" : "F32", shape, end,
                                        &end)) return complain(path,
                                                               "%s is not there, or of another type, shape or place",
                                                               name);
    if (json_object_size(file->header) != json_object_size(tensors) + 1 || end != file->size)
        return complain(path, "%zu entries, %zu bytes described, %zu there", json_object_size(file->header), end,
                        file->size);
    return all_finite(file->numbers, file->size, in_double) || complain(path, "a weight is not finite");
}

static bool check_weights(const char *path, const json_t *run, int step)
{
    WeightsFile file;
    char why[256];
    bool whole = weights_file_read(&file, path, why) || complain(path, "%s", why);
    const json_t *about = json_object_get(file.header, "__metadata__"), *task = json_object_get(about, "task");
    const char *own = json_string_value(json_object_get(about, "step"));
    if (whole && (!own || atoi(own) != step || !json_equal(task, json_object_get(run, "task"))))
        whole = complain(path, "its metadata names step %s, or another task", own ? own : "?");
    whole = whole && check_tensors(path, &file, run);
    weights_file_free(&file);
    return whole;
}

// --- the folder -----------------------------------------------------------------------------------------------------

// Checks every step_NNNNNN.SUFFIX of a group. Whatever else is there is wrong.
static bool check_group(const char *folder, const char *group, const char *suffix, const json_t *run,
                        char steps[LIST_TEXT])
{
    char path[PATH_TEXT], expected[64];
    struct dirent **entry = NULL;
    snprintf(path, sizeof path, "%s/%s", folder, group);
    const int entries = scandir(path, &entry, NULL, alphasort);
    bool whole = true;
    for (int i = 0; i < entries; i++) {
        const char *name = entry[i]->d_name;
        const int step = atoi(name + strcspn(name, "0123456789"));
        snprintf(path, sizeof path, "%s/%s/%s", folder, group, name);
        snprintf(expected, sizeof expected, "step_%06d.%s", step, suffix);
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            list_add(steps, step);
            whole = (strcmp(name, expected) == 0 || complain(path, "is nothing of a run's")) && whole;
            whole = (strcmp(suffix, "png") == 0 ? check_png(path) : check_weights(path, run, step)) && whole;
        }
        free(entry[i]);
    }
    free(entry);
    return whole;
}

static bool check_top(const char *folder, bool *film)
{
    static const char *const KNOWN[] = {".",
                                        "..",
                                        "run.json",
                                        "log.csv",
                                        "film.png",
                                        "film_anim.png",
                                        "report.html",
                                        "gradcheck.json",
                                        "curves.png",
                                        "weights.png",
                                        "circuits.png",
                                        "captions.txt",
                                        "attn",
                                        "weights",
                                        "attn.npy",
                                        "steps.npy",
                                        "init.safetensors",
                                        "checkpoint.safetensors"};
    char path[PATH_TEXT];
    DIR *directory = opendir(folder);
    if (!directory)
        return complain(folder, "is not a folder that can be read");
    bool whole = true;
    for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        bool known = false;
        for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++)
            known = known || strcmp(entry->d_name, KNOWN[i]) == 0;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        whole = (known || complain(path, "is nothing of a run's")) && whole;
        *film = *film || strcmp(entry->d_name, "film.png") == 0;
        if (strlen(entry->d_name) > 4 && strcmp(entry->d_name + strlen(entry->d_name) - 4, ".png") == 0)
            whole = check_png(path) && whole;
    }
    closedir(directory);
    return whole;
}

int main(int argc, char **argument)
{
    char evaluated[LIST_TEXT] = "", attn[LIST_TEXT] = "", weights[LIST_TEXT] = "";
    bool whole = true, film = false;
    int rows = 0;
    if (argc != 2)
        return 2;
    const char *folder = argument[1];
    json_t *run = read_run(folder, &whole);
    whole = check_top(folder, &film) && whole;
    whole = check_group(folder, "attn", "png", run, attn) && whole;
    if (run) {
        whole = check_log(folder, run, &rows, evaluated) && whole;
        whole = check_group(folder, "weights", "safetensors", run, weights) && whole;
    }
    const char *status = json_string_value(json_object_get(run, "status"));
    printf("status=%s rows=%d evaluated=%s attn=%s weights=%s film=%d\n", status ? status : "none", rows, evaluated,
           attn, weights, film);
    json_decref(run);
    return !whole;
}
