#include "visualizer/quiz.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/options.h"
#include "visualizer/report.h"

static void
add_item(Quiz *quiz, uint32_t line, QuizKind kind, const char *subject,
         size_t length, const char *answer)
{
    quiz->items =
        vis_grow(quiz->items, quiz->count, &quiz->room, sizeof(QuizItem));
    QuizItem *item = &quiz->items[quiz->count++];
    *item = (QuizItem){.line = line, .kind = kind};
    item->subject = vis_alloc(length + 1);
    memcpy(item->subject, subject, length);
    item->subject[length] = '\0';
    item->answer = vis_copy(answer);
}

static size_t
trimmed(const char *at, size_t n)
{
    while (n > 0 && isspace((unsigned char)at[n - 1])) {
        n--;
    }
    return n;
}

// One question: "count x", "freed", "What is x? = 5".
static bool
read_question(Quiz *quiz, uint32_t line, const char *at, size_t n)
{
    Text text = {0};
    n = trimmed(at, n);
    text_add_bytes(&text, at, n);
    bool good = true;
    const char *words = text.bytes != NULL ? text.bytes : "";
    const char *equals = strrchr(words, '=');
    if (strncmp(words, "count ", 6) == 0) {
        add_item(quiz, line, QUIZ_COUNT, words + 6, strlen(words + 6), "");
    } else if (strcmp(words, "freed") == 0) {
        add_item(quiz, line, QUIZ_FREED, "", 0, "");
    } else if (strcmp(words, "order") == 0) {
        add_item(quiz, line, QUIZ_ORDER, "", 0, "");
    } else if (strcmp(words, "collect") == 0) {
        add_item(quiz, line, QUIZ_COLLECT, "", 0, "");
    } else if (equals != NULL && equals > words) {
        const char *answer = equals + 1 + strspn(equals + 1, " \t");
        add_item(quiz, line, QUIZ_TEXT, words,
                 trimmed(words, (size_t)(equals - words)), answer);
    } else {
        good = false;
    }
    text_free(&text);
    return good;
}

bool
quiz_open(Quiz *quiz, const char *path)
{
    quiz->on = true;
    if (path == NULL) {
        return true;
    }
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        complain("cannot read %s: %s", path, strerror(errno));
        return false;
    }
    char *line = NULL;
    size_t room = 0;
    unsigned number = 0;
    bool good = true;
    while (getline(&line, &room, file) >= 0 && good) {
        number++;
        char *end;
        const char *at = line + strspn(line, " \t");
        if (*at == '#' || *at == '\n' || *at == '\0') {
            continue;
        }
        unsigned long wanted = strtoul(at, &end, 10);
        end += strspn(end, " \t");
        good = end != at && *end == ':' && wanted > 0;
        if (good) {
            end += 1 + strspn(end + 1, " \t");
            good = read_question(quiz, (uint32_t)wanted, end, strlen(end));
        }
        if (!good) {
            complain("%s: line %u: LINE: count NAME, freed, order, collect "
                     "or QUESTION = ANSWER is wanted",
                     path, number);
        }
    }
    free(line);
    fclose(file);
    quiz->written = true;
    return good;
}

void
quiz_free(Quiz *quiz)
{
    for (size_t i = 0; i < quiz->count; i++) {
        free(quiz->items[i].subject);
        free(quiz->items[i].answer);
    }
    free(quiz->items);
    *quiz = (Quiz){0};
}

static const char *
find(const char *at, size_t n, const char *what)
{
    return memmem(at, n, what, strlen(what));
}

void
quiz_read_script(Quiz *quiz, const Model *model)
{
    const ModelFile *file = model_main_source(model);
    static const char mark[] = "# quiz:";
    const char *pending = NULL;
    size_t pending_length = 0;
    uint32_t line = 1;
    for (size_t i = 0; file != NULL && i < file->length; line++) {
        const char *at = file->text + i;
        size_t n = strcspn(at, "\n");
        const char *comment = find(at, n, mark);
        size_t code = strspn(at, " \t");
        bool has_code = code < n && at[code] != '#';
        if (has_code && pending != NULL) {
            read_question(quiz, line, pending, pending_length);
            pending = NULL;
        }
        if (comment != NULL) {
            const char *words = comment + sizeof(mark) - 1;
            words += strspn(words, " \t");
            size_t length = (size_t)(at + n - words);
            if (has_code) {
                read_question(quiz, line, words, length);
            } else {
                pending = words;
                pending_length = length;
            }
        }
        i += n + 1;
    }
    quiz->written = quiz->count > 0;
}

// -------------------------------------------------------------- asking

// The text of the line that is about to run, without its indentation.
static size_t
current_line(const Model *model, const char **text)
{
    const ModelFile *file = model_main_source(model);
    const ModelFrame *frame = model_line_frame(model);
    if (file == NULL || model->line_frame == 0 || frame == NULL ||
        frame->file != FILE_MAIN) {
        return 0;
    }
    const char *at = file->text;
    for (uint32_t i = 1; i < model->line && at != NULL; i++) {
        at = strchr(at, '\n');
        at = at != NULL ? at + 1 : NULL;
    }
    if (at == NULL) {
        return 0;
    }
    at += strspn(at, " \t");
    *text = at;
    return strcspn(at, "\n");
}

static size_t
name_length(const char *at, size_t n)
{
    size_t i = 0;
    while (i < n && (isalnum((unsigned char)at[i]) || at[i] == '_')) {
        i++;
    }
    return i;
}

// A question made from the line: what it does is seen from how it looks.
static bool
make_question(const Model *model, QuizItem *item)
{
    const char *at;
    size_t n = current_line(model, &at);
    if (n == 0) {
        return false;
    }
    static char subject[64];
    *item = (QuizItem){.line = model->line, .answer = ""};
    item->subject = subject;
    subject[0] = '\0';
    if (find(at, n, "gc.collect(") != NULL) {
        item->kind = QUIZ_COLLECT;
        return true;
    }
    if (strncmp(at, "del ", 4) == 0 || find(at, n, "= None") != NULL ||
        find(at, n, ".clear(") != NULL || find(at, n, ".pop(") != NULL) {
        item->kind = QUIZ_FREED;
        return true;
    }
    // NAME = OTHER, NAME.attribute = OTHER, NAME.append(OTHER)
    const char *other = find(at, n, ".append(");
    const char *equals = find(at, n, " = ");
    other = other != NULL ? other + 8 : equals != NULL ? equals + 3 : NULL;
    size_t length =
        other != NULL ? name_length(other, (size_t)(at + n - other)) : 0;
    if (length == 0 || length >= sizeof(subject)) {
        return false;
    }
    memcpy(subject, other, length);
    subject[length] = '\0';
    ModelRef ref = expr_object(model, 0, subject);
    item->kind = QUIZ_COUNT;
    return ref != 0 && model_sort(model, ref) != SORT_CONSTANT &&
           !isdigit((unsigned char)subject[0]);
}

static void
word_question(const QuizItem *item, Text *out)
{
    switch (item->kind) {
    case QUIZ_COUNT:
        text_format(out,
                    "Quiz: how many references of the program will there be "
                    "to %s behind line %u?",
                    item->subject, item->line);
        break;
    case QUIZ_FREED:
        text_format(out, "Quiz: what will line %u free? (as #3 #4, or nothing)",
                    item->line);
        break;
    case QUIZ_ORDER:
        text_format(out, "Quiz: in which order will line %u free? (as #3 #4)",
                    item->line);
        break;
    case QUIZ_COLLECT:
        text_format(out, "Quiz: what will gc.collect() return?");
        break;
    default:
        text_format(out, "Quiz: %s", item->subject);
        break;
    }
}

bool
quiz_ask(Quiz *quiz, Stepper *s, Text *question)
{
    const Model *model = &s->model;
    if (!quiz->on || quiz->open || quiz->last_step == model->steps) {
        return false;
    }
    bool found = false;
    for (size_t i = 0; i < quiz->count && !found; i++) {
        found = quiz->items[i].line == model->line && model->line_frame != 0;
        quiz->item = found ? quiz->items[i] : quiz->item;
    }
    if (!quiz->written) {
        found = make_question(model, &quiz->item);
    }
    if (!found) {
        return false;
    }
    quiz->last_step = model->steps;
    quiz->open = true;
    quiz->from = s->cursor;
    word_question(&quiz->item, question);
    return true;
}

void
quiz_take(Quiz *quiz, const char *words)
{
    words += strspn(words, " \t");
    snprintf(quiz->given, sizeof(quiz->given), "%.*s",
             (int)trimmed(words, strlen(words)), words);
}

// -------------------------------------------------------------- judging

typedef struct Happened {
    uint32_t freed[64]; // numbers, in their order
    size_t freed_count;
    bool collected;
    uint64_t collect; // what gc.collect() returned
} Happened;

static void
look(Stepper *s, uint64_t from, Happened *h)
{
    Model model;
    *h = (Happened){0};
    tape_seek(s->tape, &model, from);
    const uint64_t *words;
    while (model.events < s->cursor && (words = tape_next(s->tape)) != NULL) {
        EventKind kind = event_kind(words[0]);
        ModelRef ref = kind == EVENT_FREE || kind == EVENT_DEALLOC_BEGIN
                           ? model_find(&model, event_a(words[0]))
                           : 0;
        const ModelObject *o = &model.objects[ref];
        if (kind == EVENT_FREE && ref != 0 && o->number != 0 &&
            !(o->flags & OBJECT_FRAME) && h->freed_count < 64) {
            h->freed[h->freed_count++] = o->number;
        }
        if (kind == EVENT_GC_END) {
            h->collected = true;
            h->collect = words[1] + words[2];
        }
        model_apply(&model, words);
    }
    model_free(&model);
}

// The numbers in an answer, in their order.
static size_t
numbers_in(const char *words, uint32_t *numbers, size_t room)
{
    size_t n = 0;
    while (*words != '\0' && n < room) {
        if (isdigit((unsigned char)*words)) {
            char *end;
            numbers[n++] = (uint32_t)strtoul(words, &end, 10);
            words = end;
        } else {
            words++;
        }
    }
    return n;
}

static bool
same_numbers(const Happened *h, const char *given, bool ordered)
{
    uint32_t said[64];
    size_t n = numbers_in(given, said, 64);
    if (n != h->freed_count) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool found = false;
        for (size_t k = 0; k < n; k++) {
            found |= said[i] == h->freed[k] && (!ordered || i == k);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static void
put_freed(const Happened *h, Text *out)
{
    for (size_t i = 0; i < h->freed_count; i++) {
        text_format(out, "%s#%u", i > 0 ? " " : "", h->freed[i]);
    }
    text_add(out, h->freed_count == 0 ? "nothing" : "");
}

static bool
judge_count(const Quiz *quiz, const Stepper *s, Text *answer, Text *why)
{
    ModelRef ref = expr_object(&s->model, 0, quiz->item.subject);
    uint32_t said = 0;
    if (ref == 0) {
        text_add(answer, "0: the name is gone");
        return numbers_in(quiz->given, &said, 1) == 1 && said == 0;
    }
    Bill bill;
    bill_make(&bill, &s->model, ref);
    text_format(answer, "%u", bill.user);
    text_format(why, "%u = ", bill.user);
    bill_words(&s->model, &bill, why);
    bool right = numbers_in(quiz->given, &said, 1) == 1 && said == bill.user;
    bill_free(&bill);
    return right;
}

void
quiz_judge(Quiz *quiz, Stepper *s, Text *out)
{
    Text answer = {0}, why = {0};
    Happened h;
    uint32_t said = 0;
    bool right = false;
    look(s, quiz->from, &h);
    switch (quiz->item.kind) {
    case QUIZ_COUNT:
        right = judge_count(quiz, s, &answer, &why);
        break;
    case QUIZ_FREED:
    case QUIZ_ORDER:
        right = same_numbers(&h, quiz->given, quiz->item.kind == QUIZ_ORDER);
        put_freed(&h, &answer);
        break;
    case QUIZ_COLLECT:
        text_format(&answer, "%llu", (unsigned long long)h.collect);
        right = numbers_in(quiz->given, &said, 1) == 1 && said == h.collect;
        break;
    default:
        text_add(&answer, quiz->item.answer);
        right = strcasecmp(quiz->given, quiz->item.answer) == 0;
        break;
    }
    quiz->open = false;
    quiz->asked++;
    quiz->right += right;
    text_format(out, right ? "Right: %s." : "No: %s.", answer.bytes);
    if (why.length > 0) {
        text_format(out, " %s.", why.bytes);
    }
    text_add(out, " ");
    quiz_score(quiz, out);
    text_char(out, '\n');
    text_free(&answer);
    text_free(&why);
}

void
quiz_score(const Quiz *quiz, Text *out)
{
    text_format(out, "(%u of %u right)", quiz->right, quiz->asked);
}
