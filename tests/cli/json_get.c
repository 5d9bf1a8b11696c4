// A program of the tests: json_get FILE PATH... prints the value at each path, such as checks.0.verdict, a line each;
// "#" counts what an array or object holds. Exit code 1: the file is not JSON, or a path leads nowhere.
#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const json_t *step(const json_t *json, const char *key)
{
    char *end = NULL;
    const unsigned long index = strtoul(key, &end, 10);
    return json_is_array(json) && *end == '\0' ? json_array_get(json, index) : json_object_get(json, key);
}

static int print(const json_t *json, char *path)
{
    for (char *key = strtok(path, "."); key && json; key = strtok(NULL, ".")) {
        if (strcmp(key, "#") == 0)
            return printf("%zu\n", json_is_array(json) ? json_array_size(json) : json_object_size(json)) > 0;
        json = step(json, key);
    }
    if (json)
        json_dumpf(json, stdout, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(17));
    return json && printf("\n") > 0;
}

int main(int argc, char **argument)
{
    json_error_t error;
    json_t *json = argc > 1 ? json_load_file(argument[1], JSON_REJECT_DUPLICATES, &error) : NULL;
    if (!json) {
        fprintf(stderr, "%s: %s\n", argc > 1 ? argument[1] : "json_get", argc > 1 ? error.text : "no file");
        return 1;
    }
    for (int i = 2; i < argc; i++)
        if (!print(json, argument[i])) {
            fprintf(stderr, "%s: there is no such path\n", argument[i]);
            json_decref(json);
            return 1;
        }
    json_decref(json);
    return 0;
}
