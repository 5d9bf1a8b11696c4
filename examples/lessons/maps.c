// A picture of a few maps of attention side by side.
#include "examples/lessons/maps.h"

#include "examples/lessons/task_lesson.h"
#include "train/figures/labels.h"
#include "train/figures/words.h"

// In units.
enum {
    CELL = 28,           // has room for a number
    NAME = 20,           // left of each map, what its rows are
    TITLE_TO_LABELS = 8, // from a map's title to the labels of its columns
    FACTS_TO_TITLE = 34,
    APART = 30,
    BAR_APART = 24,
    COLUMNS_NAME = 20, // from a map to the baseline of what its columns are
    LEGEND = 34,       // from there to the legend's
};

const char *const MAP_NUMBERS[16] = {"0", "1", "2",  "3",  "4",  "5",  "6",  "7",
                                     "8", "9", "10", "11", "12", "13", "14", "15"};

static const Grid GRID = {.cell = CELL, .line = 1, .block = 1};

static int left_of(const LessonMap *map)
{
    return NAME + label_width(map->row_label, map->A.shape[0]) + LABEL_GAP;
}

static int width_of(const LessonMap *map)
{
    return left_of(map) + larger(grid_side(GRID, map->A.shape[1]), (int)text_width(FONT_BOLD, map->title) + 1);
}

// With the left end of its name at x, and its first cell at height y.
static void draw_map(Canvas *canvas, const LessonMap *map, const ColorMap *colors, int x, int y)
{
    const int rows = map->A.shape[0], columns = map->A.shape[1];
    const int left = x + left_of(map), side = grid_side(GRID, rows);
    const int keys = label_keys_height(GRID, map->column_label, columns);
    figure_text(canvas, FONT_BOLD, ALIGN_LEFT, COLOR_TEXT, left, y - keys - TITLE_TO_LABELS, map->title);
    text_draw(canvas, (TextStyle){.font = FONT_TEXT, .align = ALIGN_CENTER, .color = COLOR_MUTED, .upward = true},
              x + FIGURE_CAPITAL, y + side / 2.0, map->rows);
    label_keys(canvas, left, y, GRID, map->column_label, columns);
    label_rows(canvas, left - LABEL_GAP, y, GRID, ALIGN_RIGHT, COLOR_TEXT, map->row_label, rows);
    heatmap_draw(canvas, left, y, GRID, colors, map->A, MASK_ALL);
    figure_text(canvas, FONT_TEXT, ALIGN_CENTER, COLOR_MUTED, left + grid_side(GRID, columns) / 2.0,
                y + side + COLUMNS_NAME, map->columns);
}

void maps_save(const char *path, const char *title, const char *facts, const LessonMap *map, int maps)
{
    const ColorMap colors = color_ember();
    Words words = {0};
    Canvas canvas;
    Message message;
    int width = BAR_APART + FIGURE_BAR_WIDTH, height = 0, keys = 0;
    for (int i = 0; i < maps; i++) {
        width += width_of(&map[i]) + (i > 0 ? APART : 0);
        height = larger(height, grid_side(GRID, map[i].A.shape[0]));
        keys = larger(keys, label_keys_height(GRID, map[i].column_label, map[i].A.shape[1]));
    }
    text_format(words.title, sizeof words.title, "%s", title);
    facts_add(&words.facts, COLOR_MUTED, "%s", facts);
    facts_add(&words.legend, COLOR_MUTED, "each row sums to 1");
    facts_add(&words.legend, COLOR_MUTED, "blank: < .005");
    width = larger(width, words_width(&words));
    const int top = words_above(&words, width) + FACTS_TO_TITLE + TITLE_TO_LABELS + keys;
    const int legend = top + height + COLUMNS_NAME + LEGEND;
    must(canvas_new(&canvas, width + 2 * FIGURE_MARGIN, legend + words_below(&words, width), 1, &message),
         message.text);
    words_draw(&canvas, &words, width, legend);
    int x = FIGURE_MARGIN;
    for (int i = 0; i < maps; i++) {
        draw_map(&canvas, &map[i], &colors, x, top);
        x += width_of(&map[i]) + APART;
    }
    figure_bar_upright(&canvas, &colors, x - APART + BAR_APART, top, grid_side(GRID, map[0].A.shape[0]));
    picture_save(&canvas, path);
}
