# Turns the plain comments of a header into Doxygen's:
#   // text                 of what follows; what is indented in it stays as it stands
#   code // text            of what stands before
#   // --- title -----      a group of functions, to the next title
# The first comment is the file's. heed.h is the first page, and lists the others.

# What Doxygen would take for a command, or for the end of the first sentence.
function escaped(text) {
    gsub(/[\\@#<>&%]|--/, "\\\\&", text)
    gsub(/et al\. /, "et al.\\ ", text)
    gsub(/\.\. /, "..\\ ", text)
    return text
}

# A comment is held until it is known what follows.
function hold(line) { held = held line "\n" }

function end_of_table() {
    if (table)
        hold("\\endverbatim")
    table = 0
}

# Functions are grouped; types and macros are listed before them, whatever group they stand in.
function group_of(code) {
    if (code ~ /^(HEED_END|#|enum|extern|typedef)/)
        return ""
    return code ~ /^[A-Za-z].*\(/ ? title : open
}

FILENAME ~ /(^|\/)heed\.h$/ {
    if (FNR == 1)
        print "/** \\mainpage heed"
    if (/^#include/)
        print "- " substr($2, 2, length($2) - 2)
    else if (/^\/\//)
        print escaped(substr($0, 4))
    else if ($0 == "")
        print
    else if (/^#endif/)
        print "*/"
    next
}

/^\/\/ --- / {
    sub(/^\/\/ --- /, "")
    sub(/ -+$/, "")
    title = escaped($0)
    next
}

/^ ? ? ? ?\/\// {
    sub(/^ *\/\/ ?/, "")
    if (!comment++)
        hold("/**" (FNR == 1 ? " \\file" : ""))
    if (/^ /) {
        if (!table++)
            hold("\\verbatim")
        hold($0)
    } else {
        end_of_table()
        hold(escaped($0))
    }
    next
}

comment {
    end_of_table()
    hold("*/")
    comment = 0
}

group_of($0) != open {
    if (open != "")
        print "/** @} */"
    open = group_of($0)
    if (open != "")
        print "/** @name " open "\n@{ */"
}

/\/\/ / && !/^#(if|endif|include)/ {
    at = index($0, "// ")
    $0 = substr($0, 1, at - 1) "///< " escaped(substr($0, at + 3))
}

{
    printf "%s", held
    held = ""
    print
}
