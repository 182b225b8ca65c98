#include "visualizer/story_changes.h"

#include <string.h>

#include "visualizer/story.h"

enum { SHOWN = 12 }; /* sentences of one sort */

typedef struct Teller {
    Text *out;
    const Shot *before, *now;
    size_t told, left_out;
} Teller;

// Begins a sentence; false when there are too many of its sort.
static bool
begin(Teller *t, char kind, uint32_t a, uint32_t b)
{
    if (t->told == SHOWN) {
        t->left_out++;
        return false;
    }
    t->told++;
    text_format(t->out, "E\t%c\t%u", kind, a);
    if (b != 0) {
        text_format(t->out, ",%u", b);
    }
    return true;
}

static void
finish(Teller *t, Text *sentence)
{
    record_field(t->out, sentence->bytes);
    text_char(t->out, '\n');
    text_clear(sentence);
}

static void
end_sort(Teller *t, char kind)
{
    if (t->left_out > 0) {
        text_format(t->out, "E\t%c\t0\t... and ", kind);
        text_count(t->out, t->left_out);
        text_add(t->out, " more like these\n");
    }
    t->told = t->left_out = 0;
}

static const ShotRow *
find_row(const ShotRow *rows, size_t count, const char *label, size_t hint)
{
    if (hint < count && strcmp(rows[hint].label, label) == 0) {
        return &rows[hint];
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].label, label) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

static bool
is_reference(const ShotRow *row)
{
    return row->kind != ROW_FOLDED && row->kind != ROW_STRIP &&
           !row->temporary && row->target != 0;
}

static bool
is_cut(const ShotRow *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind == ROW_FOLDED) {
            return true;
        }
    }
    return false;
}

static size_t
held_by(const ShotBox *box, const char *label)
{
    size_t n = 0;
    for (size_t i = 0; i < box->holder_count; i++) {
        n += strstr(box->holders[i], label) != NULL;
    }
    return n;
}

// A row that is no longer among those shown of a long list or dict: whether
// it is no longer there. Its target's holders know; without a box it is not
// shown any more, or its death is told.
static bool
is_lost(const Teller *t, const ShotRow *row)
{
    const ShotBox *was = shot_box(t->before, row->target);
    const ShotBox *box = shot_box(t->now, row->target);
    return was != NULL && box != NULL &&
           held_by(box, row->label) < held_by(was, row->label);
}

typedef struct Rows {
    const ShotRow *rows;
    size_t count;
} Rows;

// One list of rows against what it was: `owner` is "" for names.
static void
tell_rows(Teller *t, const char *owner, uint32_t serial, Rows was_rows,
          Rows is_rows, bool is_new)
{
    const ShotRow *old = was_rows.rows, *rows = is_rows.rows;
    size_t old_count = was_rows.count, count = is_rows.count;
    Text text = {0};
    bool is_scope = serial == 0;
    char kind = is_scope ? 'n' : 'r';
    const char *of = is_scope ? "" : owner;
    bool was_cut = is_cut(old, old_count), cut = is_cut(rows, count);
    for (size_t i = 0; i < count; i++) {
        const ShotRow *row = &rows[i];
        const ShotRow *was = find_row(old, old_count, row->label, i);
        if (!is_reference(row) ||
            (was != NULL && was->target == row->target)) {
            continue;
        }
        if ((is_new && !is_scope) || // its birth is told with all it has
            (was == NULL && was_cut && !row->changed)) {
            continue;
        }
        if (!begin(t, kind, row->target, serial)) {
            continue;
        }
        if (is_scope) {
            text_format(&text, "the name %s%s %s %s", row->label, owner,
                        was != NULL ? "now refers to" : "refers to",
                        row->name);
        } else {
            text_format(&text, "%s of %s %s %s%s", row->label, of,
                        was != NULL ? "now refers to" : "refers to",
                        row->name, row->weak ? ", weakly" : "");
        }
        if (was != NULL && is_reference(was)) {
            text_format(&text, ", no longer to %s", was->name);
        }
        finish(t, &text);
    }
    for (size_t i = 0; i < old_count; i++) {
        const ShotRow *was = &old[i];
        if (!is_reference(was) ||
            find_row(rows, count, was->label, i) != NULL ||
            (cut && !is_lost(t, was)) ||
            !begin(t, kind, was->target, serial)) {
            continue;
        }
        if (is_scope) {
            text_format(&text, "the name %s%s no longer refers to %s",
                        was->label, owner, was->name);
        } else {
            text_format(&text, "%s of %s no longer refers to %s", was->label,
                        of, was->name);
        }
        finish(t, &text);
    }
    text_free(&text);
}

static const ShotScope *
find_scope(const Shot *shot, uint32_t key)
{
    for (size_t i = 0; i < shot->scope_count; i++) {
        if (shot->scopes[i].key == key) {
            return &shot->scopes[i];
        }
    }
    return NULL;
}

static void
tell_names(Teller *t, const Shot *before, const Shot *now)
{
    Text of = {0};
    for (size_t i = 0; i < now->scope_count; i++) {
        const ShotScope *scope = &now->scopes[i];
        const ShotScope *was = find_scope(before, scope->key);
        text_clear(&of);
        if (scope->key != 0) {
            text_format(&of, " in %s", scope->title);
        }
        tell_rows(t, of.bytes != NULL ? of.bytes : "", 0,
                  was != NULL ? (Rows){was->rows, was->count} : (Rows){0},
                  (Rows){scope->rows, scope->count}, was == NULL);
    }
    for (size_t i = 0; i < before->scope_count; i++) {
        const ShotScope *was = &before->scopes[i];
        if (find_scope(now, was->key) != NULL || was->count == 0 ||
            !begin(t, 'n', 0, 0)) {
            continue;
        }
        text_clear(&of);
        text_format(&of, "the names of %s are gone", was->title);
        finish(t, &of);
    }
    text_free(&of);
    end_sort(t, 'n');
}

static void
tell_births(Teller *t, const Shot *now)
{
    Text text = {0};
    for (size_t i = 0; i < now->pair_count; i++) {
        const ShotBox *box = now->pairs[i].box;
        if (box == NULL || !box->born || now->pairs[i].was != NULL ||
            !begin(t, 'b', box->serial, 0)) {
            continue;
        }
        text_format(&text, "%s is made (", box->name);
        text_size(&text, box->bytes);
        text_char(&text, ')');
        finish(t, &text);
    }
    text_free(&text);
    end_sort(t, 'b');
}

static void
tell_slots(Teller *t, const Shot *now)
{
    for (size_t i = 0; i < now->pair_count; i++) {
        const ShotBox *box = now->pairs[i].box, *was = now->pairs[i].was;
        if (was != NULL && box != NULL) {
            tell_rows(t, box->name, box->serial,
                      (Rows){was->rows, was->count},
                      (Rows){box->rows, box->count}, false);
        }
    }
    end_sort(t, 'r');
}

// Holders that are in `a` and not in `b`, each with its sign.
static void
missing(const ShotBox *a, const ShotBox *b, const char *sign, int *shown,
        Text *out)
{
    size_t k = 0;
    for (size_t i = 0; i < a->holder_count; i++) {
        while (b != NULL && k < b->holder_count &&
               strcmp(b->holders[k], a->holders[i]) < 0) {
            k++;
        }
        if (b != NULL && k < b->holder_count &&
            strcmp(b->holders[k], a->holders[i]) == 0) {
            k++;
        } else if (++*shown <= 4) {
            text_format(out, "%s%s %s", out->length > 0 ? ", " : "", sign,
                        a->holders[i]);
        }
    }
}

void
story_causes(const ShotBox *before, const ShotBox *now, Text *out)
{
    int shown = 0;
    if (before == NULL || before->user == now->user) {
        return;
    }
    missing(now, before, "+", &shown, out);
    missing(before, now, "\xe2\x88\x92", &shown, out);
    if (shown > 4) {
        text_add(out, ", \xe2\x80\xa6");
    }
}

static void
tell_counts(Teller *t, const Shot *now)
{
    Text text = {0}, causes = {0};
    for (size_t i = 0; i < now->pair_count; i++) {
        const ShotBox *box = now->pairs[i].box, *was = now->pairs[i].was;
        if (was != NULL && box != NULL && was->user != box->user &&
            begin(t, 'c', box->serial, 0)) {
            text_clear(&causes);
            story_causes(was, box, &causes);
            text_format(&text, "the count of %s %s from %u to %u", box->name,
                        was->user < box->user ? "rises" : "falls", was->user,
                        box->user);
            if (causes.length > 0) {
                text_format(&text, ": %s", causes.bytes);
            }
            finish(t, &text);
        }
    }
    end_sort(t, 'c');
    for (size_t i = 0; i < now->pair_count; i++) {
        const ShotBox *box = now->pairs[i].box, *was = now->pairs[i].was;
        if (box == NULL || box->state != REACH_NONE ||
            (was != NULL && was->state == REACH_NONE) ||
            !begin(t, 'u', box->serial, 0)) {
            continue;
        }
        text_format(&text,
                    "%s cannot be reached from any name now, but its count "
                    "is %u: it stays",
                    box->name, box->user);
        finish(t, &text);
    }
    end_sort(t, 'u');
    text_free(&text);
    text_free(&causes);
}

void
story_changes(const Shot *before, const Shot *now, Text *out)
{
    Teller t = {.out = out, .before = before, .now = now};
    tell_births(&t, now);
    tell_names(&t, before, now);
    tell_slots(&t, now);
    tell_counts(&t, now);
}
