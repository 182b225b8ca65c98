/* What a string can be asked about its characters: isalpha and its like. */
#include "interp/objects/bool.h"
#include "interp/objects/chartype.h"
#include "interp/objects/str_core.h"

/* Whether there are characters and all pass the test. */
#define ALL_PASS(name, test)                                                 \
    Object *name(Object *self, Object *unused UNUSED)                        \
    {                                                                        \
        for (ssize_t i = 0; i < str_length(self); i++) {                     \
            if (!test(str_char(self, i))) {                                  \
                return bool_new(false);                                      \
            }                                                                \
        }                                                                    \
        return bool_new(str_length(self) > 0);                               \
    }

static bool
is_decimal(uint32_t c)
{
    return char_decimal(c) >= 0;
}

static bool
is_digit(uint32_t c)
{
    return char_digit(c) >= 0;
}

ALL_PASS(str_isspace, char_is_space)
ALL_PASS(str_isalpha, char_is_alpha)
ALL_PASS(str_isalnum, char_is_alnum)
ALL_PASS(str_isdecimal, is_decimal)
ALL_PASS(str_isdigit, is_digit)
ALL_PASS(str_isnumeric, char_is_numeric)

Object *
str_isprintable(Object *self, Object *unused UNUSED)
{
    for (ssize_t i = 0; i < str_length(self); i++) {
        if (!char_is_printable(str_char(self, i))) {
            return bool_new(false);
        }
    }
    return bool_new(true);
}

Object *
str_isascii(Object *self, Object *unused UNUSED)
{
    return bool_new(str_is_ascii(self));
}

/* At least one cased character, and none of the other case. */
static Object *
all_of_case(Object *self, bool (*wanted)(uint32_t), bool (*other)(uint32_t))
{
    bool found = false;
    for (ssize_t i = 0; i < str_length(self); i++) {
        uint32_t c = str_char(self, i);
        if (other(c) || char_is_title(c)) {
            return bool_new(false);
        }
        found = found || wanted(c);
    }
    return bool_new(found);
}

Object *
str_islower(Object *self, Object *unused UNUSED)
{
    return all_of_case(self, char_is_lower, char_is_upper);
}

Object *
str_isupper(Object *self, Object *unused UNUSED)
{
    return all_of_case(self, char_is_upper, char_is_lower);
}

Object *
str_istitle(Object *self, Object *unused UNUSED)
{
    bool cased = false;
    bool found = false;
    for (ssize_t i = 0; i < str_length(self); i++) {
        uint32_t c = str_char(self, i);
        bool upper = char_is_upper(c) || char_is_title(c);
        bool lower = char_is_lower(c);
        if ((upper && cased) || (lower && !cased)) {
            return bool_new(false);
        }
        cased = upper || lower;
        found = found || cased;
    }
    return bool_new(found);
}

bool
str_is_identifier(Object *str)
{
    ssize_t n = str_length(str);
    if (n == 0 || !char_is_id_start(str_char(str, 0))) {
        return false;
    }
    for (ssize_t i = 1; i < n; i++) {
        if (!char_is_id_continue(str_char(str, i))) {
            return false;
        }
    }
    return true;
}

Object *
str_isidentifier(Object *self, Object *unused UNUSED)
{
    return bool_new(str_is_identifier(self));
}
