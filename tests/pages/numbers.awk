# The numbers in a page's prose that none of its blocks has. Those that count have a decimal point, two digits or more, or
# a % behind them; a number with d decimals is there if one that rounds to it is. tests/pages.sh says which are not meant.

# The next number of `text`, which is cut behind it; "" if there is none. Sets percent.
function next_number(    number) {
    # A number inside a word (W_Q2, sha256) is none.
    while (match(text, /[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?/)) {
        number = substr(text, RSTART, RLENGTH)
        inside = RSTART > 1 && substr(text, RSTART - 1, 1) ~ /[A-Za-z_]/
        text = substr(text, RSTART + RLENGTH)
        if (inside || text ~ /^[A-Za-z_]/)
            continue
        percent = text ~ /^[ \\]*%/
        return number
    }
    return ""
}

function decimals(number,    mantissa) {
    mantissa = number
    sub(/e.*/, "", mantissa)
    return index(mantissa, ".") ? length(mantissa) - index(mantissa, ".") : 0
}

# Whether a block has a number that rounds to this one.
function is_there(number, percent,    half, exponent, i) {
    exponent = match(number, /e/) ? substr(number, RSTART + 1) + 0 : 0
    half = 0.5000001 * 10 ^ (exponent - decimals(number))
    for (i = 1; i <= numbers; i++) {
        if (block[i] - number <= half && number - block[i] <= half)
            return 1
        if (percent && 100 * block[i] - number <= half && number - 100 * block[i] <= half)
            return 1
    }
    return 0
}

/^ *```/ {
    fenced = !fenced
    counts = fenced && $1 == "```c" && NF == 2
    next
}
fenced {
    if (/^\$ /)
        counts = 1
    text = $0
    while (counts && (number = next_number()) != "")
        block[++numbers] = number
    next
}
/^>/ { next }
{
    given = $0
    while (match(given, /<!-- given: [^>]*-->/)) {
        text = substr(given, RSTART, RLENGTH)
        given = substr(given, RSTART + RLENGTH)
        while ((number = next_number()) != "")
            block[++numbers] = number
    }
    prose[NR] = $0
    gsub(/<!--[^>]*-->/, " ", prose[NR])
    gsub(/\]\([^)]*\)/, "] ", prose[NR])
    sub(/^ *[0-9]+\. /, "", prose[NR]) # of a list
}

END {
    # Quotations may go over several lines, but not over a blank one.
    for (line = 1; line <= NR; line++) {
        text = ""
        if (prose[line] ~ /^[ \t]*$/)
            quoted = 0
        pieces = split(prose[line], piece, "\"")
        for (i = 1; i <= pieces; i++) {
            if (i > 1)
                quoted = !quoted
            if (!quoted)
                text = text " " piece[i]
        }
        while ((number = next_number()) != "")
            if ((percent || number ~ /\./ || number + 0 >= 10) && !is_there(number, percent)) {
                print "line " line ": " number
                wrong = 1
            }
    }
    exit wrong
}
