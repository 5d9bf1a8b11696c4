# Prints the mutants of a C source: for each, "line<TAB>what is changed<TAB>the line as it then is". Changed are the
# bodies of the functions whose names match the regular expression `roots`, and, if `spread` is 1, of those that they
# name of the same file.
#
# The source is read twice: first to see which function names which, then to mutate.

function code_of(text) { sub(/\/\/.*/, "", text); return text }

# The function that begins on this line, "" if none does: a name at the margin, and parameters, without a semicolon.
function begins(text,    name) {
    if (text !~ /^[A-Za-z_].*\(/ || text ~ /;[ \t]*$|^(typedef|struct|enum|const|extern)|=/) return ""
    name = text
    sub(/^bool\(/, "", name) # (name)(parameters) keeps a macro from being expanded
    sub(/^(__attribute__\(\([a-z_]*\)\) )/, "", name)
    sub(/[()].*/, "", name)
    sub(/.*[ *]/, "", name)
    return name
}

FNR == NR {
    if (begins($0) != "") { current = begins($0); functions[current] = 1 }
    if ($0 ~ /^}/) current = ""
    if (current != "") body[current] = body[current] " " code_of($0)
    next
}

FNR == 1 {
    for (name in functions) wanted[name] = name ~ ("^(" roots ")$")
    do {
        found = 0
        for (name in functions)
            if (wanted[name] && spread)
                for (other in functions)
                    if (!wanted[other] && body[name] ~ ("[^A-Za-z0-9_]" other "[^A-Za-z0-9_]")) wanted[other] = found = 1
    } while (found && spread)
    current = ""
}

function emit(what, changed) { if (changed != $0) printf "%d\t%s\t%s\n", FNR, what, changed }

# Each occurrence of the pattern, one at a time, gives way to the replacement.
function each(pattern, replacement,    head, tail, what, by) {
    head = ""; tail = code
    while (match(tail, pattern)) {
        what = substr(tail, RSTART, RLENGTH)
        by = replacement == "-" ? substr(what, 1, 1) substr(what, 3) : replacement # "-": the minus goes
        emit("`" what "` to `" by "`", head substr(tail, 1, RSTART - 1) by substr(tail, RSTART + RLENGTH))
        head = head substr(tail, 1, RSTART + RLENGTH - 1)
        tail = substr(tail, RSTART + RLENGTH)
    }
}

# Each whole number becomes one more, and but for an index one less, and its negative.
function numbers(    head, tail, number, before, rest) {
    head = ""; tail = code
    while (match(tail, /[0-9]+/)) {
        number = substr(tail, RSTART, RLENGTH)
        before = head substr(tail, 1, RSTART - 1)
        rest = substr(tail, RSTART + RLENGTH)
        head = before number; tail = rest
        if (before ~ /[A-Za-z0-9_.]$/ || rest ~ /^[.A-Za-z_]/) continue
        emit("`" number "` to `" number + 1 "`", before (number + 1) rest)
        if (before ~ /\[$/) continue
        if (before ~ /-$/) continue
        emit("`" number "` to `" number - 1 "`", before "(" number - 1 ")" rest)
        if (number > 0) emit("`" number "` to `-" number "`", before "-" number rest)
    }
}

# The innermost call of tensor_transpose gives way to what it transposes.
function transposes(    at, rest, comma) {
    at = index(code, "tensor_transpose(")
    while (at > 0) {
        rest = substr(code, at)
        comma = index(rest, ",")
        emit("a transpose less", substr(code, 1, at - 1) substr(rest, 18, comma - 18) substr(rest, index(rest, ")") + 1))
        rest = substr(code, at + 17)
        at = index(rest, "tensor_transpose(") ? at + 16 + index(rest, "tensor_transpose(") : 0
    }
}

function mutate() {
    each(" \\+= ", " = "); each(" \\+= ", " -= "); each(" -= ", " = "); each(" -= ", " += ")
    each(" \\+ ", " - "); each(" - ", " + "); each(" \\* ", " / "); each(" / ", " * ")
    each(" [*/] [A-Za-z_0-9]+([.]|->)?[A-Za-z_0-9]*(\\[[^]]*\\])*", "")
    each("[A-Za-z_0-9]+(([.]|->)[A-Za-z_0-9]+)*(\\[[^]]*\\])* \\* ", "")
    each("[(, ]-[A-Za-z_0-9(]", "-")
    each(" < ", " <= "); each(" > ", " >= "); each(" <= ", " < "); each(" >= ", " > ")
    each(" < ", " > "); each(" > ", " < "); each(" == ", " != "); each(" != ", " == ")
    each(" && ", " || "); each(" \\|\\| ", " && "); each("!", "")
    each("if \\(", "if (1 || "); each("if \\(", "if (0 && ")
    each("\\+\\+", "--"); each("continue;", "break;"); each("true", "false"); each("false", "true")
    each("pass;", "pass + 1;")
    numbers()
    transposes()
    if (code ~ /;[ \t]*$/ && code !~ /^ *(return|case|default|break|[A-Za-z_]+ [*a-z][^=(]*=|const )/ && last ~ /[;{})]$/)
        emit("the line dropped", ";")
    if (code ~ /^ *return / && code !~ /return (0|false|NULL);/) emit("returns nothing", "    return 0;")
}

{
    if (begins($0) != "") { current = begins($0); inside = 0 }
    code = code_of($0); sub(/[ \t]+$/, "", code)
    if (inside && wanted[current] && code !~ /^}/ && code ~ /[^ \t]/) mutate()
    if ($0 ~ /^{/) inside = 1
    if ($0 ~ /^}/) { inside = 0; current = "" }
    if (code ~ /[^ \t]/) last = code
}
