# Whether a program has printed what a page shows: same.awk EXPECTED PRINTED. Blank lines, and blanks at the ends of
# lines, do not count; a line ... stands for any lines, and ... inside a line for anything.

# Whether the line is as the page has it.
function fits(line, pattern,    parts, part, i, at) {
    parts = split(pattern, part, /\.\.\./)
    if (parts < 2)
        return line == pattern
    if (substr(line, 1, length(part[1])) != part[1])
        return 0
    line = substr(line, length(part[1]) + 1)
    for (i = 2; i < parts; i++) {
        at = index(line, part[i])
        if (!at)
            return 0
        line = substr(line, at + length(part[i]))
    }
    return length(line) >= length(part[parts]) &&
        substr(line, length(line) - length(part[parts]) + 1) == part[parts]
}

# The number of lines of the piece from..to that are found at line `at` of what was printed.
function found(at, from, to,    i) {
    for (i = from; i <= to && at + i - from <= printed && fits(said[at + i - from], shown[i]); i++)
        ;
    return i - from
}

{ sub(/[ \t\r]+$/, "") }
/^$/ { next }
FILENAME == ARGV[1] { shown[++lines] = $0; next }
{ said[++printed] = $0 }

END {
    at = 1 # the next line of what was printed
    for (from = 1; from <= lines; from = to + 2) {
        free = from > 1 # whether lines may come before this piece
        if (from == 1 && shown[1] == "...") {
            from = 2
            free = 1
        }
        for (to = from; to <= lines && shown[to] != "..."; to++)
            ;
        to--
        if (to < from) # dots at the very end
            continue
        if (free && to == lines && printed - (to - from) > at)
            at = printed - (to - from) # the last piece ends where the output ends
        most = -1
        for (i = at; i <= (free ? printed : at); i++) {
            same = found(i, from, to)
            if (same > most) {
                most = same
                best = i
            }
            if (same > to - from)
                break
        }
        if (most <= to - from) {
            print "the page has: " shown[from + (most < 0 ? 0 : most)]
            print "printed is:   " (most < 0 || best + most > printed ? "nothing more" : said[best + most])
            exit 1
        }
        at = best + to - from + 1
    }
    if (shown[lines] != "..." && at <= printed) {
        print "printed is besides: " said[at]
        exit 1
    }
}
