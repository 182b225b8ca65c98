/* lab_slots.c - the same classes with and without __slots__
 *
 * What the instances take is read from the recording, at the moment when
 * there are most of them; what they would take the other way is measured: a
 * class with as many attributes is made and asked by sys.getsizeof.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "visualizer/lab.h"

typedef struct ClassUse {
    uint32_t type; // serial
    char name[64];
    uint64_t instances, bytes, dict_bytes; // at their most
    uint64_t now, now_bytes, now_dicts;
    size_t attributes; // of the instance with most of them
    bool has_dict;
} ClassUse;

typedef struct Uses {
    ClassUse *items;
    size_t count, room;
} Uses;

static bool
is_user_class(const Model *model, ModelRef type)
{
    const ModelObject *o = &model->objects[type];
    return type != 0 && o->number != 0 &&
           !(o->flags & (OBJECT_BEFORE | OBJECT_FOREIGN)) &&
           model_sort(model, type) == SORT_TYPE;
}

static ClassUse *
use_of(Uses *uses, const Model *model, ModelRef type)
{
    uint32_t serial = model->objects[type].serial;
    for (size_t i = 0; i < uses->count; i++) {
        if (uses->items[i].type == serial) {
            return &uses->items[i];
        }
    }
    uses->items =
        vis_grow(uses->items, uses->count, &uses->room, sizeof(ClassUse));
    ClassUse *use = &uses->items[uses->count++];
    *use = (ClassUse){.type = serial};
    snprintf(use->name, sizeof(use->name), "%s", model_type_name(model, type));
    return use;
}

static void
count_instances(Uses *uses, const Model *model)
{
    for (size_t i = 0; i < uses->count; i++) {
        uses->items[i].now = uses->items[i].now_bytes =
            uses->items[i].now_dicts = 0;
    }
    for (ModelRef i = 1; i < model->used; i++) {
        const ModelObject *o = &model->objects[i];
        if (o->serial == 0 || !(o->flags & OBJECT_DESCRIBED) ||
            !is_user_class(model, o->type)) {
            continue;
        }
        ClassUse *use = use_of(uses, model, o->type);
        SceneRows rows = {0};
        scene_rows(model, i, 0, &rows);
        ModelRef dict = model_field(model, i, "__dict__");
        use->now++;
        use->now_bytes += o->bytes;
        use->now_dicts += dict != 0 ? model->objects[dict].bytes : 0;
        if (rows.count > use->attributes) {
            use->attributes = rows.count;
        }
        for (size_t k = 0; k < rows.count; k++) {
            // A slot's label begins with a dot of its own kind.
            use->has_dict |= dict != 0;
        }
        scene_rows_free(&rows);
    }
    for (size_t i = 0; i < uses->count; i++) {
        ClassUse *use = &uses->items[i];
        if (use->now > use->instances) {
            use->instances = use->now;
            use->bytes = use->now_bytes;
            use->dict_bytes = use->now_dicts;
        }
    }
}

// Measures with our own runtime: bytes of an instance with `n` attributes
// in slots; without, the instance and its dict.
static bool
measure(size_t n, unsigned long sizes[3])
{
    Text code = {0};
    text_format(&code,
                "import sys\n"
                "n = ['a%%d' %% i for i in range(%zu)]\n"
                "class S: __slots__ = n\n"
                "class D: pass\n"
                "s, d, e = S(), D(), D()\n"
                "for k in n:\n"
                "    setattr(s, k, 0); setattr(d, k, 0); setattr(e, k, 0)\n"
                "print(sys.getsizeof(s), sys.getsizeof(d), "
                "sys.getsizeof(e.__dict__))\n",
                n);
    int ends[2];
    char answer[200] = "";
    size_t length = 0;
    if (pipe2(ends, O_CLOEXEC) < 0) {
        text_free(&code);
        return false;
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 1);
        execl("/proc/self/exe", "pytutor-mem", "run", "-c", code.bytes,
              (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    ssize_t got;
    while ((got = read(ends[0], answer + length,
                       sizeof(answer) - 1 - length)) != 0) {
        if (got < 0 && errno != EINTR) {
            break;
        }
        length += got > 0 ? (size_t)got : 0;
    }
    close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    text_free(&code);
    return sscanf(answer, "%lu %lu %lu", &sizes[0], &sizes[1], &sizes[2]) == 3;
}

static void
line(const char *what, uint64_t one, uint64_t instances, Text *out)
{
    text_format(out, "    %-34s%8llu B each ", what, (unsigned long long)one);
    Text all = {0};
    text_size(&all, one * instances);
    text_format(out, "%14s in all\n", all.bytes);
    text_free(&all);
}

static void
tell(const ClassUse *use, Text *out)
{
    unsigned long s[3];
    text_format(out, "\nclass %s: at most %llu %s at a time, %zu %s\n",
                use->name, (unsigned long long)use->instances,
                plural(use->instances, "instance", "instances"),
                use->attributes,
                plural(use->attributes, "attribute", "attributes"));
    Text size = {0};
    text_size(&size, use->bytes + use->dict_bytes);
    text_format(out, "    as it ran: %s in all", size.bytes);
    text_free(&size);
    if (use->dict_bytes > 0) {
        text_format(out, ", %llu B of it in dicts",
                    (unsigned long long)use->dict_bytes);
    }
    text_char(out, '\n');
    if (!measure(use->attributes, s)) {
        text_add(out, "    (the other way could not be measured)\n");
        return;
    }
    line("without __slots__, instance", s[1], use->instances, out);
    line("  and its __dict__, once asked for", s[2], use->instances, out);
    line("with __slots__", s[0], use->instances, out);
    text_format(out,
                "    with __slots__ an instance takes %.0f %% of instance "
                "and dict\n",
                100.0 * (double)s[0] / (double)(s[1] + s[2]));
}

void
lab_slots(TraceReader *reader, const ViewOptions *view, Text *out)
{
    (void)view;
    Uses uses = {0};
    Model model;
    uint64_t alive = 0, places = 0;
    const uint64_t *words;
    model_init(&model);
    trace_reader_rewind(reader);
    while ((words = trace_reader_next(reader)) != NULL) {
        model_apply(&model, words);
        if (model.exit_phase > 0 || model.steps == 0 ||
            event_kind(words[0]) != EVENT_SETTLED) {
            continue;
        }
        // Where there are more objects than ever by a little, or the end.
        places++;
        if (model.objects_alive > alive + alive / 64 || model.exit_phase == 0) {
            alive = model.objects_alive > alive ? model.objects_alive : alive;
            count_instances(&uses, &model);
        }
    }
    text_add(out, "The same classes with and without __slots__ (bytes by "
                  "sys.getsizeof)\n");
    size_t told = 0;
    for (size_t i = 0; i < uses.count; i++) {
        if (uses.items[i].attributes > 0) {
            tell(&uses.items[i], out);
            told++;
        }
    }
    if (told == 0) {
        text_add(out, "\nNo class of the program has instances with "
                      "attributes.\n");
    }
    free(uses.items);
    model_free(&model);
}
