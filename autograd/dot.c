// The tape as a graph in Graphviz's language.
#include "autograd/inspect.h"

// A label in quotes: what would end it is escaped.
static void write_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void write_elements(FILE *out, const char *name, Tensor x, int largest)
{
    if (!x.data || tensor_count(x) > largest)
        return;
    fprintf(out, "\\n%s", name);
    Walk walk = walk_over(tensor_shape(x), 1, &x);
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            fprintf(out, " %.4g", (double)walk.at[0][i * walk.step[0]]);
}

static void write_node(FILE *out, const Node *y, DotOptions options)
{
    char shape[SHAPE_TEXT];
    const char *look = y->op            ? "box"
                       : y->param.store ? "box, style=filled, fillcolor=\"#ffe8b3\""
                       : y->needs_grad  ? "ellipse, style=filled, fillcolor=\"#d9ecff\""
                                        : "ellipse";
    fprintf(out, "    n%u [shape=%s, label=\"", y->index, look);
    write_text(out, node_name(y));
    fprintf(out, "\\n%s", shape_text(tensor_shape(y->value), shape));
    if (options.values)
        write_elements(out, "value", y->value, options.largest);
    if (options.gradients)
        write_elements(out, "grad", y->grad, options.largest);
    fprintf(out, "\"];\n");
    for (int k = 0; k < y->inputs; k++)
        fprintf(out, "    n%u -> n%u;\n", y->in[k]->index, y->index);
}

void tape_write_dot(const Tape *tape, FILE *out, DotOptions options)
{
    fprintf(out, "digraph tape {\n    rankdir=TB;\n    node [fontname=\"DejaVu Sans\", fontsize=11];\n");
    for (int i = 0; i < tape_nodes(tape); i++)
        write_node(out, tape_node(tape, i), options);
    fprintf(out, "}\n");
}
