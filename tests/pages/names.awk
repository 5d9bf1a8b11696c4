# Each `name()` of a page's prose, and the sources that its paragraph links to, a line each. A list item and a row of a
# table are paragraphs.
function flush(    text, files, name) {
    text = paragraph
    while (match(text, /\]\([^)]*\.[ch]\)/)) {
        files = files " " substr(text, RSTART + 2, RLENGTH - 3)
        text = substr(text, RSTART + RLENGTH)
    }
    text = paragraph
    while (match(text, /`[a-z_0-9]+\(\)`/)) {
        name = substr(text, RSTART + 1, RLENGTH - 4)
        print name files
        text = substr(text, RSTART + RLENGTH)
    }
    paragraph = ""
}
/^ *```/ { fenced = !fenced; flush(); next }
fenced { next }
/^[ \t]*$/ || /^\|/ || /^ *([-*]|[0-9]+\.) / { flush() }
{ paragraph = paragraph " " $0 }
END { flush() }
