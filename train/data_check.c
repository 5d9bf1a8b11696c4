// Looking at what a file has before anything is made of it.
#include "train/data_read.h"
#include "train/text.h"

Place place_of(const char *text, const char *at)
{
    Place place = {1, 1};
    for (const char *c = text; c < at; c++) {
        if (*c == '\n')
            place = (Place){place.line + 1, 1};
        else
            place.column += ((unsigned char)*c & 0xC0) != 0x80; // a byte that goes on is no character of its own
    }
    return place;
}

// The forms of RFC 3629: how many bytes follow, and the least code point that may be written so.
int data_character(const char *at, const char *end)
{
    const unsigned char *c = (const unsigned char *)at;
    const int bytes = c[0] < 0x80 ? 1 : c[0] >= 0xC2 && c[0] < 0xE0 ? 2 : c[0] >= 0xE0 && c[0] < 0xF0 ? 3 : 4;
    static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t code = c[0] & (0xFFu >> (bytes == 1 ? 0 : bytes + 1));
    if ((bytes == 1 && c[0] >= 0x80) || (bytes == 4 && (c[0] < 0xF0 || c[0] > 0xF4)) || end - at < bytes)
        return 0;
    for (int i = 1; i < bytes; i++) {
        if ((c[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (c[i] & 0x3F);
    }
    return code < LEAST[bytes] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0 : bytes;
}

bool data_check_text(const char *text, size_t size, const char *path, Message *message)
{
    const char *end = text + size;
    for (const char *c = text; c < end;) {
        const unsigned char byte = (unsigned char)*c;
        const int bytes = data_character(c, end);
        const bool control = byte < ' ' && byte != '\t' && byte != '\n' && byte != '\r';
        if (bytes == 0 || control || byte == 0x7F) {
            const Place place = place_of(text, c);
            return message_damaged(message, "%s: line %d, column %d: the byte 0x%02X is not text", path, place.line,
                                   place.column, byte);
        }
        c += bytes;
    }
    return true;
}
