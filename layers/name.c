// Names of parameters.
#include "layers/name.h"

#include <stdio.h>

Name name_join(const char *owner, const char *part)
{
    Name name;
    snprintf(name.text, sizeof name.text, "%s.%s", owner, part);
    return name;
}
