#include "gc/record.h"

#if RECORDING

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/pages.h"
#include "gc/refcount.h"

uint32_t record_mask;
uint32_t record_not_simple = RECORD_OFF;

// ------------------------------------------------------------------ serials

// The serial of the object that begins at each 16 bytes of the heap and of
// the section of static objects; 0: none begins there. The top bit says
// that the object will be described at the next step.
#define DIRTY 0x80000000u
// The next bit: it is being taken apart, its references must not be read.
#define DYING 0x40000000u
#define MARKS RECORD_MARKS
_Static_assert(MARKS == (DIRTY | DYING), "the marks");
#define GRANULE 16u

uint32_t *record_heap_serials;   // reserved, touched as the heap grows
uint32_t *record_static_serials;
// For record_recount; all 0 else.
static uint32_t *heap_counts, *static_counts;
static Object **static_objects; // that have a serial
static size_t static_count;
static size_t heap_slots, static_slots;
uint32_t record_next_serial;

static inline bool
in_heap(const void *object)
{
    return (uintptr_t)object - mem_region < mem_region_size;
}

static inline size_t
heap_slot(const void *object)
{
    return ((uintptr_t)object - mem_region) / GRANULE;
}

static inline size_t
static_slot(const void *object)
{
    return (size_t)((const char *)object - __start_pyobjects_rec) / GRANULE;
}

static inline uint32_t *
entry_of(const void *object)
{
    return in_heap(object) ? &record_heap_serials[heap_slot(object)]
                           : &record_static_serials[static_slot(object)];
}

static inline uint32_t *
count_of(const void *object)
{
    return in_heap(object) ? &heap_counts[heap_slot(object)]
                           : &static_counts[static_slot(object)];
}

static void *
reserve(size_t size)
{
    void *place = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return place == MAP_FAILED ? NULL : place;
}

static bool
make_tables(void)
{
    heap_slots = mem_region_size / GRANULE;
    static_slots =
        (size_t)(__stop_pyobjects_rec - __start_pyobjects_rec) / GRANULE + 1;
    record_heap_serials = reserve(heap_slots * sizeof(uint32_t));
    heap_counts = reserve(heap_slots * sizeof(uint32_t));
    record_static_serials = calloc(static_slots, sizeof(uint32_t));
    static_counts = calloc(static_slots, sizeof(uint32_t));
    static_objects = calloc(static_slots, sizeof(Object *));
    return record_heap_serials != NULL && heap_counts != NULL &&
           record_static_serials != NULL && static_counts != NULL &&
           static_objects != NULL;
}

uint32_t
record_peek(const Object *object)
{
    return object == NULL ? 0 : *entry_of(object) & ~MARKS;
}

bool
record_is_told(const Object *object)
{
    uint32_t entry = *entry_of(object);
    return entry != 0 && entry < MARKS;
}

bool
record_is_described(const Object *object)
{
    uint32_t entry = *entry_of(object);
    return entry != 0 && (entry & MARKS) == 0;
}

uint32_t
record_new_serial(void)
{
    return record_next_serial++;
}

// ------------------------------------------------------------------ the ring

static uint64_t own_room[EVENT_ROOM];
static RecordSink sink;
static RecordGiveRoom give_room;
static void *sink_arg;

static uint64_t *record_begin = own_room;
uint64_t *record_at = own_room, *record_end = own_room + EVENT_ROOM;

static void
take_room(void)
{
    record_begin = give_room == NULL ? NULL : give_room(sink_arg, &record_end);
    if (record_begin == NULL) {
        record_begin = own_room;
        record_end = own_room + EVENT_ROOM;
    }
    record_at = record_begin;
}

void
record_flush(void)
{
    size_t n = (size_t)(record_at - record_begin);
    if (n > 0) {
        record_at = record_begin;
        sink(sink_arg, record_begin, n);
        take_room();
    }
}

static void
turn_off(void)
{
    record_mask = 0;
    record_not_simple |= RECORD_OFF;
}

static void
nowhere(void *arg, const uint64_t *words, size_t count)
{
    (void)arg, (void)words, (void)count;
}

void
record_abandon(void)
{
    turn_off();
    sink = nowhere;
    give_room = NULL;
    take_room();
}

void
record_raw(EventKind kind, uint32_t a, uint32_t b, uint64_t c, uint64_t d)
{
    int words = event_info[kind].words;
    uint64_t *at = record_room((size_t)words);
    at[0] = event_word(kind, a, b);
    if (words > 1) {
        at[1] = c;
    }
    if (words > 2) {
        at[2] = d;
    }
}

static void
emit_text(EventKind kind, uint32_t a, uint32_t b, const char *text,
          size_t length)
{
    // A text longer than there is room for goes out in pieces.
    const size_t most = (EVENT_ROOM - 4) * 8;
    do {
        size_t n = length < most ? length : most;
        size_t words = (n + 7) / 8;
        uint64_t *at = record_room(2 + words);
        at[0] = event_word(kind, a, b);
        at[1] = n;
        if (words > 0) {
            at[1 + words] = 0;
            memcpy(at + 2, text, n);
        }
        text += n;
        length -= n;
    } while (length > 0);
}

void
record_raw_text(EventKind kind, uint32_t a, const char *text, size_t length)
{
    emit_text(kind, a, 0, text, length);
}

// ------------------------------------------------------------------- strings

typedef struct StringRow {
    char *text;
    uint32_t number;
} StringRow;

static StringRow *strings; // open addressing; room is a power of two
static size_t string_room, string_count;

static size_t
string_hash(const char *text)
{
    size_t h = 14695981039346656037u;
    for (; *text != '\0'; text++) {
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    }
    return h ^ h >> 29;
}

static StringRow *
string_place(const char *text)
{
    size_t i = string_hash(text) & (string_room - 1);
    while (strings[i].text != NULL && strcmp(strings[i].text, text) != 0) {
        i = (i + 1) & (string_room - 1);
    }
    return &strings[i];
}

static bool
grow_strings(void)
{
    size_t old_room = string_room;
    StringRow *old = strings;
    string_room = old_room == 0 ? 1024 : old_room * 2;
    strings = calloc(string_room, sizeof(StringRow));
    if (strings == NULL) {
        strings = old;
        string_room = old_room;
        return false;
    }
    for (size_t i = 0; i < old_room; i++) {
        if (old[i].text != NULL) {
            *string_place(old[i].text) = old[i];
        }
    }
    free(old);
    return true;
}

// The same texts come from the same places again and again; a place may hold
// another text by now, so it is compared.
enum { KNOWN_PLACES = 1024 };

static struct {
    const char *place;
    StringRow row;
} known_places[KNOWN_PLACES];

// Its row, told the first time; NULL without memory.
static const StringRow *
string_row(const char *text)
{
    if (string_count * 2 >= string_room && !grow_strings()) {
        return NULL;
    }
    StringRow *row = string_place(text);
    if (row->text == NULL) {
        row->text = strdup(text);
        if (row->text == NULL) {
            return NULL;
        }
        row->number = (uint32_t)++string_count;
        emit_text(EVENT_STRING, row->number, 0, text, strlen(text));
    }
    return row;
}

uint32_t
record_string_copied(const char *text)
{
    const StringRow *row = string_row(text);
    return row == NULL ? 0 : row->number;
}

uint32_t
record_string(const char *text)
{
    size_t at = ((uintptr_t)text >> 4 ^ (uintptr_t)text >> 14) %
                KNOWN_PLACES;
    if (known_places[at].place == text &&
        strcmp(known_places[at].row.text, text) == 0) {
        return known_places[at].row.number;
    }
    const StringRow *row = string_row(text);
    if (row == NULL) {
        return 0;
    }
    known_places[at].place = text;
    known_places[at].row = *row;
    return row->number;
}

// ------------------------------------------------------- objects and changes

static Object **dirty; // described at the next step
static size_t dirty_room;
static bool settling; // the list is being walked
static size_t dirty_count;
static bool roots_changed;

// A long step makes and drops objects without end: those that are gone, and
// places noted twice, leave the list.
static void
clean_dirty(void)
{
    size_t kept = 0;
    for (size_t i = 0; i < dirty_count; i++) {
        uint32_t *entry = entry_of(dirty[i]);
        if ((*entry & MARKS) == DIRTY) {
            *entry ^= DIRTY;
            dirty[kept++] = dirty[i];
        }
    }
    dirty_count = kept;
    for (size_t i = 0; i < kept; i++) {
        *entry_of(dirty[i]) |= DIRTY;
    }
}

void
record_end_early(void)
{
    turn_off();
}

static void
push_dirty(Object *object)
{
    record_not_simple |= RECORD_UNSETTLED;
    if (dirty_count == dirty_room) {
        if (!settling) {
            clean_dirty();
        }
        if (dirty_count * 2 <= dirty_room && dirty_room > 0) {
            dirty[dirty_count++] = object;
            return;
        }
        size_t grown = dirty_room == 0 ? 4096 : dirty_room * 2;
        Object **moved = realloc(dirty, grown * sizeof(*dirty));
        if (moved == NULL) {
            record_end_early();
            return;
        }
        dirty = moved;
        dirty_room = grown;
    }
    dirty[dirty_count++] = object;
}

static uint32_t first_mention(Object *object, uint32_t *entry);

// A number of which nothing is told yet (record_new_number).
static inline bool
is_latent(uint32_t entry)
{
    return entry >= MARKS;
}

uint32_t
record_serial_slow(Object *object)
{
    return first_mention(object, entry_of(object));
}

// Numbers an object and tells of it.
static uint32_t
born(Object *object, uint32_t flags)
{
    uint32_t serial = record_next_serial++;
    *entry_of(object) = serial | DIRTY;
    push_dirty(object);
    if (!in_heap(object)) {
        static_objects[static_count++] = object;
    }
    flags |= type_has_feature(object->type, TYPE_HAVE_GC) ? 1 : 0;
    flags |= in_heap(object) ? 0 : 2;
    uint32_t type = record_serial(OBJ(object->type));
    record_raw(EVENT_NEW, serial, flags, type, object_id(object));
    return serial;
}

// Numbers and describes an int, a float or a complex with one event.
static uint32_t
tell_number(Object *object, uint32_t *entry)
{
    static const Type *known_type; // a static one
    static uint32_t known_serial;
    uint64_t bits[2];
    int sort = object->type->raw_value(object, bits);
    if (sort == 0) {
        return born(object, 0);
    }
    uint32_t type = known_serial;
    if (UNLIKELY(object->type != known_type)) {
        type = record_serial(OBJ(object->type));
        if (!type_has_feature(object->type, TYPE_HEAP)) {
            known_type = object->type;
            known_serial = type;
        }
    }
    uint32_t serial = *entry & ~MARKS;
    *entry = serial;
    if (sort == 3) {
        record_raw(EVENT_COMPLEX, serial, type, bits[0], bits[1]);
        record_raw(EVENT_MOVED, serial, 0, object_id(object), 0);
        return serial;
    }
    uint64_t *at = record_room(3);
    at[0] = event_word(sort == 1 ? EVENT_INT : EVENT_FLOAT, serial, type);
    at[1] = bits[0];
    at[2] = (uintptr_t)object;
    return serial;
}

static uint32_t
first_mention(Object *object, uint32_t *entry)
{
    return *entry == 0 ? born(object, 4) : tell_number(object, entry);
}

void
record_new(Object *object)
{
    if (object->type->raw_value != NULL) {
        *entry_of(object) = record_next_serial++ | MARKS;
    } else {
        (void)born(object, 0);
    }
}

// Whether all that can be said of an object's death is that it is dead.
static inline bool
is_leaf(const Object *object)
{
    const Type *type = object->type;
    return type->edges == NULL && type->members == NULL &&
           !type_has_feature(type, TYPE_HAVE_GC | TYPE_HEAP);
}

uint32_t
record_dealloc(Object *object)
{
    if (is_leaf(object) || is_latent(*entry_of(object))) {
        return 0;
    }
    uint32_t serial = record_serial(object);
    *entry_of(object) = serial | DYING;
    record_room(1)[0] = event_word(EVENT_DEALLOC_BEGIN, serial, 0);
    return serial;
}

void
record_free(Object *object)
{
    uint32_t *entry = entry_of(object);
    if (is_latent(*entry) && RECORD_GROUP(EVENT_GROUP_STEPS)) {
        (void)tell_number(object, entry);
    }
    if (*entry != 0 && !is_latent(*entry)) {
        record_room(1)[0] =
            event_word(EVENT_FREE, *entry & ~MARKS, is_leaf(object));
    }
    *entry = 0;
}

void
record_dying(Object *object, bool dying)
{
    uint32_t serial = record_serial(object);
    uint32_t *entry = entry_of(object);
    if (dying) {
        *entry = serial | DYING;
        record_room(1)[0] = event_word(EVENT_DYING, serial, 0);
    } else {
        *entry = serial;
        record_touch(object);
    }
}

void
record_moved(Object *object, Object *old)
{
    if (object == old) {
        record_touch(object);
        return;
    }
    uint32_t entry = *entry_of(old), serial = entry & ~MARKS;
    *entry_of(old) = 0;
    if (is_latent(entry)) {
        *entry_of(object) = entry;
        return;
    }
    *entry_of(object) = serial | DIRTY;
    push_dirty(object);
    record_raw(EVENT_MOVED, serial, 0, object_id(object), 0);
}

void
record_touch(Object *object)
{
    uint32_t *entry = entry_of(object);
    if (*entry == 0) {
        (void)born(object, 4);
    } else if ((*entry & MARKS) == 0) {
        *entry |= DIRTY;
        push_dirty(object);
    }
}

static bool
label_is_text(EdgeKind kind)
{
    return kind == EDGE_ATTR || kind == EDGE_FIELD || kind == EDGE_LOCAL ||
           kind == EDGE_TYPE || kind == EDGE_ROOT || kind == EDGE_NATIVE ||
           kind == EDGE_SLOT || kind == EDGE_WEAK;
}

static uint64_t
label_number(EdgeLabel label)
{
    // A text, and a number that tells edges of one text apart.
    return label_is_text(label.kind)
               ? record_string(label.text) | (uint64_t)label.number << 32
               : label.number;
}

static void
emit_edge(EdgeLabel label, Object *target)
{
    uint64_t number = label_number(label);
    uint32_t serial = record_serial(target);
    uint64_t *at = record_room(2);
    at[0] = event_word(EVENT_EDGE, serial, label.kind);
    at[1] = number;
}

void
record_owner_slot(uint32_t owner, EdgeLabel label, Object *target)
{
    uint64_t number = label_number(label);
    record_slot_word(owner, label.kind, number, record_serial(target));
}

void
record_slot(Object *owner, EdgeLabel label, Object *target)
{
    uint32_t entry = *entry_of(owner);
    if ((entry & MARKS) != 0) {
        return; // described as a whole at the next step, or never again
    }
    if (entry == 0) {
        (void)born(owner, 4);
        return;
    }
    record_owner_slot(entry, label, target);
}

void
record_slot_numbered(Object *owner, uint32_t kind, uint64_t number,
                     Object *target)
{
    uint32_t entry = *entry_of(owner);
    if (LIKELY(entry != 0 && (entry & MARKS) == 0)) {
        record_slot_word(entry, kind, number, record_serial(target));
    } else if (entry == 0) {
        (void)born(owner, 4);
    }
}

void
record_incref(Object *object)
{
    uint32_t entry = *entry_of(object);
    if (entry != 0) {
        record_room(1)[0] = event_word(EVENT_INCREF, record_serial(object), 0);
    }
}

void
record_decref(Object *object)
{
    uint32_t entry = *entry_of(object);
    if (entry != 0) {
        record_room(1)[0] = event_word(EVENT_DECREF, record_serial(object), 0);
    }
}

void
record_event(EventKind kind, Object *object, uint32_t b, uint64_t c,
             uint64_t d)
{
    record_raw(kind, record_serial(object), b, c, d);
}

void
record_text_event(EventKind kind, Object *object, uint32_t b,
                  const char *text, size_t length)
{
    emit_text(kind, record_serial(object), b, text, length);
}

// -------------------------------------------------------------- descriptions

extern size_t object_size(Object *o); // interp/objects/protocol.c

static void
edge_seen(EdgeLabel label, Object *target, void *arg)
{
    (void)arg;
    emit_edge(label, target);
}

static void
describe(Object *object)
{
    uint32_t *entry = entry_of(object);
    uint32_t serial = *entry & ~MARKS;
    *entry = serial;
    uint32_t flags = 0;
    if (gc_is_container(object) && gc_is_tracked(object)) {
        flags |= 1;
    }
    if (object->refcount >= REFCOUNT_IMMORTAL / 2) {
        flags |= 8;
    }
    record_raw(EVENT_DESCRIBE, serial, flags, object_size(object),
               (uint64_t)object->refcount);
    object_edges(object, edge_seen, NULL);
    if (object->type->value_text != NULL) {
        char text[160];
        text[0] = '\0';
        object->type->value_text(object, text, sizeof(text));
        if (text[0] != '\0') {
            emit_text(EVENT_VALUE, serial, 0, text, strlen(text));
        }
    }
}

static uint32_t *roots_told; // serial of each root, by its number
static size_t roots_told_room;

// Registered variables hardly ever change: they are compared with what was
// told only when somebody says so (record_roots) or a new one appears.
static void
describe_roots(void)
{
    size_t n = ref_root_count();
    if (n > roots_told_room) {
        uint32_t *grown = realloc(roots_told, n * 2 * sizeof(uint32_t));
        if (grown == NULL) {
            return;
        }
        memset(grown + roots_told_room, 0,
               (n * 2 - roots_told_room) * sizeof(uint32_t));
        roots_told = grown;
        roots_told_room = n * 2;
    }
    roots_changed = false;
    for (size_t i = 0; i < n; i++) {
        const char *name;
        Object *target = ref_root_at(i, &name);
        uint32_t serial = record_serial(target);
        if (roots_told[i] != serial) {
            roots_told[i] = serial;
            record_owner_slot(RECORD_RUNTIME,
                              (EdgeLabel){EDGE_ROOT, (uint32_t)i + 1, name},
                              target);
        }
    }
}

void
record_roots(void)
{
    roots_changed = true;
    record_not_simple |= RECORD_UNSETTLED;
}

void
record_settle_slow(void)
{
    if (roots_changed) {
        describe_roots();
    }
    // Describing may find objects that are new to us: they are appended. A
    // place may have got another object by now, a number perhaps.
    settling = true;
    for (size_t i = 0; i < dirty_count; i++) {
        if ((*entry_of(dirty[i]) & MARKS) == DIRTY) {
            describe(dirty[i]);
        }
    }
    dirty_count = 0;
    settling = false;
    record_not_simple &= ~(uint32_t)RECORD_UNSETTLED;
}

// ------------------------------------------------------------ start and stop

static void
tracked_seen(Object *object, void *arg)
{
    (void)arg;
    (void)record_serial(object);
}

static void
arena_changed(bool taken, uintptr_t address, size_t size)
{
    record_raw(EVENT_ARENA, 0, taken, address, size);
}

void
record_start(uint32_t mask, RecordSink to, RecordGiveRoom room, void *arg)
{
    if (!make_tables()) {
        return;
    }
    sink = to;
    sink_arg = arg;
    give_room = room;
    take_room();
    static_count = 0;
    record_next_serial = RECORD_RUNTIME + 1;
    record_mask = mask;
    record_not_simple = room == NULL ? RECORD_UNPACKED : 0;
    record_raw(EVENT_START, RECORD_RUNTIME, 1, 64, mask);
    // Labels that FRAME_PUSH stands for.
    (void)record_string("function");
    (void)record_string("code");
    // What lives now: all that hangs under the runtime's variables and the
    // collector's lists.
    describe_roots();
    gc_visit_generation(-1, tracked_seen, NULL);
    record_settle();
    pages_arena_hook = arena_changed;
    pages_tell_arenas();
}

void
record_stop(void)
{
    if (record_mask == 0) {
        return;
    }
    record_flush();
    turn_off();
    pages_arena_hook = NULL;
}

// ------------------------------------------------------- counting anew (audit)

// An object begins where its block does, or behind a prefix of one or two
// granules (object_prefix_size).
static ALWAYS_INLINE void
visit_blocks(char *start, size_t size, size_t count, RecordVisit visit,
             void *arg)
{
    const uint32_t *entry = &record_heap_serials[heap_slot(start)];
    size_t step = size / GRANULE;
    size_t second = step > 1, third = step > 2 ? 2 : 0;
    for (size_t i = 0; i < count; i++, entry += step, start += size) {
        size_t k = entry[0] != 0 ? 0 : entry[second] != 0 ? second : third;
        if (entry[k] != 0) {
            visit(entry[k] & ~MARKS, (Object *)(start + k * GRANULE), arg);
        }
    }
}

static ALWAYS_INLINE void
visit_static(RecordVisit visit, void *arg)
{
    for (size_t i = 0; i < static_count; i++) {
        visit(record_peek(static_objects[i]), static_objects[i], arg);
    }
}

typedef struct BlockVisit {
    RecordVisit visit;
    void *arg;
} BlockVisit;

static void
visit_any(char *start, size_t size, size_t count, void *arg)
{
    const BlockVisit *v = arg;
    visit_blocks(start, size, count, v->visit, v->arg);
}

// Calls `visit` for each object with a serial, static ones first.
void
record_visit_objects(RecordVisit visit, void *arg)
{
    visit_static(visit, arg);
    BlockVisit v = {visit, arg};
    mem_visit_blocks(visit_any, &v);
}

static void
count_edge(EdgeLabel label, Object *target, void *arg)
{
    (void)arg;
    if (label.kind != EDGE_WEAK) {
        ++*count_of(target);
    }
}

static void
count_owner(uint32_t serial, Object *object, void *arg)
{
    (void)serial;
    ++*(size_t *)arg;
    if ((*entry_of(object) & DYING) == 0) {
        object_edges(object, count_edge, NULL);
    }
}

typedef struct Residuals {
    RecordResidual visit;
    void *arg;
} Residuals;

static void
tell_residual(uint32_t serial, Object *object, void *arg)
{
    Residuals *r = arg;
    ssize_t expected = (ssize_t)*count_of(object);
    *count_of(object) = 0;
    if (object->refcount >= REFCOUNT_IMMORTAL / 2) {
        expected += REFCOUNT_IMMORTAL;
    } else if (!in_heap(object)) {
        expected += 1; // the program itself holds its static objects
    }
    if (object->refcount != expected) {
        r->visit(serial, object, object->refcount - expected, r->arg);
    }
}

// The two walks of a recount, by themselves for speed.
static void
count_owners(char *start, size_t size, size_t count, void *arg)
{
    visit_blocks(start, size, count, count_owner, arg);
}

static void
tell_residuals(char *start, size_t size, size_t count, void *arg)
{
    visit_blocks(start, size, count, tell_residual, arg);
}

size_t
record_recount(RecordExtra extra, RecordResidual visit, void *arg)
{
    size_t n = 0;
    visit_static(count_owner, &n);
    mem_visit_blocks(count_owners, &n);
    ref_visit_roots(count_edge, NULL);
    extra(count_edge, NULL);
    Residuals residuals = {visit, arg};
    visit_static(tell_residual, &residuals);
    mem_visit_blocks(tell_residuals, &residuals);
    return n;
}

#else

// The plain runtime has no recorder; a file must not be empty.
typedef int RecordNothing;

#endif
