/* The calls of PCRE2 for one width of characters: included once for each
 * with WIDTH 8, 16, 32. */
#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define OF(name) JOIN(name, WIDTH)
/* pcre2.h turns its own names into ones that end with an underscore. */
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define PCRE(name) PASTE(name, WIDTH)
#define UNIT JOIN(UNIT, WIDTH)

static PCRE(pcre2_compile_context) *OF(compile_context);
static PCRE(pcre2_match_context) *OF(match_context);
static PCRE(pcre2_match_context) *OF(watched_context);

static int
OF(callout)(PCRE(pcre2_callout_block) *block, void *data)
{
    (void)block, (void)data;
    return watch();
}

static bool
OF(start)(void)
{
    if (OF(compile_context) != NULL) {
        return true;
    }
    OF(compile_context) = PCRE(pcre2_compile_context_create)(NULL);
    OF(match_context) = PCRE(pcre2_match_context_create)(NULL);
    OF(watched_context) = PCRE(pcre2_match_context_create)(NULL);
    PCRE(pcre2_jit_stack) *stack =
        PCRE(pcre2_jit_stack_create)(JIT_STACK_START, JIT_STACK_MAX, NULL);
    if (OF(compile_context) == NULL || OF(match_context) == NULL ||
        OF(watched_context) == NULL || stack == NULL) {
        return false;
    }
    PCRE(pcre2_set_newline)(OF(compile_context), PCRE2_NEWLINE_LF);
    PCRE(pcre2_set_parens_nest_limit)(OF(compile_context), NEST_LIMIT);
    PCRE(pcre2_set_match_limit)(OF(match_context), UNWATCHED_STEPS);
    // CPython's engine has no limit but memory.
    PCRE(pcre2_set_depth_limit)(OF(match_context), UINT32_MAX);
    PCRE(pcre2_jit_stack_assign)(OF(match_context), NULL, stack);
    PCRE(pcre2_set_match_limit)(OF(watched_context), UINT32_MAX);
    PCRE(pcre2_set_depth_limit)(OF(watched_context), UINT32_MAX);
    PCRE(pcre2_jit_stack_assign)(OF(watched_context), NULL, stack);
    PCRE(pcre2_set_callout)(OF(watched_context), OF(callout), NULL);
    return true;
}

static void *
OF(compile)(const char *text, size_t n, uint32_t options, char *message,
            size_t size)
{
    UNIT *wide = malloc((n + 1) * sizeof(UNIT));
    if (wide == NULL || !OF(start)()) {
        free(wide);
        snprintf(message, size, "no memory");
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        wide[i] = (unsigned char)text[i];
    }
    int error;
    PCRE2_SIZE place;
    void *code = PCRE(pcre2_compile)(wide, n, options, &error, &place,
                                   OF(compile_context));
    free(wide);
    if (code == NULL) {
        UNIT words[160];
        int length = PCRE(pcre2_get_error_message)(error, words, 160);
        size_t i = 0;
        for (; length > 0 && i < (size_t)length && i + 1 < size; i++) {
            message[i] = (char)words[i];
        }
        message[i] = '\0';
    }
    return code;
}

static int
OF(match)(const void *code, const PcreTry *try, ssize_t *mark)
{
    PCRE(pcre2_match_context) *context = try->watched ? OF(watched_context)
                                                      : OF(match_context);
    PCRE(pcre2_match_data) *block =
        PCRE(pcre2_match_data_create)((uint32_t)try->groups, NULL);
    if (block == NULL) {
        return PCRE2_ERROR_NOMEMORY;
    }
    int rc = PCRE(pcre2_match)(code, try->data, try->length, try->start,
                               try->options, block, context);
    if (rc == PCRE2_ERROR_JIT_STACKLIMIT) {
        rc = PCRE(pcre2_match)(code, try->data, try->length, try->start,
                               try->options | PCRE2_NO_JIT, block, context);
    }
    if (rc > 0) {
        const PCRE2_SIZE *places = PCRE(pcre2_get_ovector_pointer)(block);
        for (size_t i = 0; i < try->groups; i++) {
            bool set = i < (size_t)rc && places[2 * i] != PCRE2_UNSET;
            mark[2 * i] = set ? (ssize_t)places[2 * i] : -1;
            mark[2 * i + 1] = set ? (ssize_t)places[2 * i + 1] : -1;
        }
    }
    PCRE(pcre2_match_data_free)(block);
    return rc;
}

#undef UNIT
#undef OF
#undef PCRE
#undef PASTE
#undef PASTE_
#undef JOIN
#undef JOIN_
#undef WIDTH
