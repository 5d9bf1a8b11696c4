# Whether these lines stand in a file, in one piece, but for how far they are indented: excerpt.awk LINES FILE.
{ sub(/[ \t]+$/, ""); sub(/^[ \t]+/, "") }
FILENAME == ARGV[1] { wanted[++lines] = $0; next }
{ has[++all] = $0 }
END {
    for (at = 1; at <= all; at++) {
        for (i = 1; i <= lines && has[at + i - 1] == wanted[i]; i++)
            ;
        if (lines && i > lines)
            exit 0
    }
    exit 1
}
