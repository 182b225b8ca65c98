#include "gc/record_private.h"

#if RECORDING

#include <stdlib.h>
#include <string.h>

#include "gc/alloc.h"
#include "gc/refcount.h"

// One object that lived at the last recount. `serial` is its entry of then
// (record_entry), with both marks once its references may have changed.
typedef struct Entry {
    Object *object; // &nobody: the place is free
    uint32_t serial;
    uint32_t found; // references that other entries and roots own
} Entry;

// The rest of it, which a recount needs of few.
typedef struct Owned {
    uint32_t first, count, room; // in `targets`: entries it has references to
    uint32_t extra;              // found in this recount only
    uint32_t seen;               // the recount that last compared its count
} Owned;

// As it has no serial and no count, nothing about it is ever found changed.
STATIC_OBJECT static Object nobody;

static Entry *entries; // from 1 on
static Owned *owned;
static size_t entry_count, entry_room;
static uint32_t *entry_numbers; // by record_place: an object's entry, or 0

static uint32_t *targets;
static size_t target_count, target_room, target_most;

// Lists of entries: whose references are to be looked at again, whose counts
// are to be compared, and those that are free.
typedef struct Numbers {
    uint32_t *at;
    size_t count, room;
} Numbers;

static Numbers changed, candidates, vacant;

// Of what was described since the last recount so much is noted; to look at
// more of it again would cost more than to look at everything.
enum { NOTES_MOST = 8192 };
static size_t note_count;

// Objects that were described since then and have no entry.
static Object *born[NOTES_MOST];
static size_t born_count;

static uint32_t *root_entries; // of each root, by its number
static size_t root_count, root_room;
static uint32_t root_changes; // record_root_changes at the last recount

bool record_noting;
static EdgesFunc always; // (record_recount_always)
static bool no_memory;
static uint32_t last_serial; // record_next_serial at the last recount
static uint32_t recounts;
static size_t work;

static inline uint32_t *
index_of(const Object *object)
{
    return &entry_numbers[record_place(object)];
}

// Room for one more; on failure `no_memory`, and the old room.
static NOINLINE void *
grow(void *list, size_t *room, size_t size)
{
    size_t grown = *room == 0 ? 1024 : *room * 2;
    void *moved = grown > UINT32_MAX ? NULL : realloc(list, grown * size);
    if (moved == NULL) {
        no_memory = true;
        return list;
    }
    *room = grown;
    return moved;
}

static inline void
push(Numbers *list, uint32_t number)
{
    if (UNLIKELY(list->count == list->room)) {
        list->at = grow(list->at, &list->room, sizeof(uint32_t));
    }
    if (LIKELY(list->count < list->room)) {
        list->at[list->count++] = number;
    }
}

static NOINLINE bool
grow_entries(void)
{
    size_t room = entry_room;
    entries = grow(entries, &room, sizeof(Entry));
    room = entry_room;
    owned = grow(owned, &room, sizeof(Owned));
    if (no_memory) {
        return false;
    }
    entry_room = room;
    return true;
}

static NOINLINE uint32_t
new_entry(Object *object)
{
    uint32_t i;
    if (vacant.count > 0) {
        i = vacant.at[--vacant.count];
    } else if (entry_count < entry_room || grow_entries()) {
        i = (uint32_t)entry_count++;
    } else {
        return 0;
    }
    uint32_t entry = *record_entry(object);
    // Of what is being taken apart nothing is known, until it is whole again.
    bool dying = (entry & RECORD_MARKS) == RECORD_IS_DYING;
    entries[i] = (Entry){
        object, (entry & ~RECORD_MARKS) | (dying ? RECORD_MARKS : 0), 0};
    owned[i] = (Owned){0, 0, 0, 0, 0};
    return *index_of(object) = i;
}

static inline uint32_t
entry_of(Object *object)
{
    uint32_t i = *index_of(object);
    return LIKELY(i != 0) ? i : new_entry(object);
}

// ------------------------------------------------------------ what is owned

static void
own_edge(EdgeLabel label, Object *target, void *arg)
{
    (void)arg;
    if (label.kind == EDGE_WEAK) {
        return;
    }
    uint32_t i = entry_of(target);
    entries[i].found++;
    if (UNLIKELY(target_count == target_room)) {
        targets = grow(targets, &target_room, sizeof(*targets));
        if (no_memory) {
            return;
        }
    }
    targets[target_count++] = i;
}

// Counts what the entry's object refers to.
static void
own(uint32_t i)
{
    Object *object = entries[i].object;
    if (object->type->edges == always) {
        entries[i].serial |= RECORD_MARKS;
    }
    if ((*record_entry(object) & RECORD_IS_DYING) != 0) {
        return; // or a number of which nothing was told
    }
    size_t first = target_count;
    object_edges(object, own_edge, NULL);
    Owned *o = &owned[i];
    size_t n = target_count - first;
    work += 1 + n / 4;
    if (n <= o->room) {
        memcpy(targets + o->first, targets + first, n * sizeof(*targets));
        target_count = first;
    } else {
        o->first = (uint32_t)first;
        o->room = (uint32_t)n;
    }
    o->count = (uint32_t)n;
}

static void
disown(uint32_t i)
{
    Owned *o = &owned[i];
    for (uint32_t k = 0; k < o->count; k++) {
        uint32_t target = targets[o->first + k];
        entries[target].found--;
        push(&candidates, target);
    }
    work += 1 + o->count / 4;
    o->count = 0;
}

void
record_note_slowly(Object *object)
{
    Entry *e = &entries[*index_of(object)];
    if (note_count++ == NOTES_MOST) {
        record_noting = false;
    } else if (e->object == object &&
               (e->serial & ~RECORD_MARKS) == record_peek(object)) {
        e->serial |= RECORD_MARKS;
    } else {
        born[born_count++] = object;
    }
}

void
record_recount_later(Object *object)
{
    record_note(object);
}

void
record_recount_always(EdgesFunc edges)
{
    always = edges;
}

// ---------------------------------------------------------------- comparing

static inline ssize_t
residual_of(const Entry *e, uint32_t extra)
{
    const Object *object = e->object;
    return object->refcount - record_expected(object, e->found) -
           (ssize_t)extra;
}

// Notes what is not as it was at the last recount.
static void
find_changed(void)
{
    const Entry *end = entries + entry_count;
    for (const Entry *e = entries + 1; e < end; e++) {
        const Object *object = e->object;
        if (UNLIKELY(*record_entry(object) != e->serial)) {
            push(&changed, (uint32_t)(e - entries));
        } else if (UNLIKELY(object->refcount != (ssize_t)e->found) &&
                   residual_of(e, 0) != 0) {
            push(&candidates, (uint32_t)(e - entries));
        }
    }
    work += entry_count / RECORD_QUICK;
}

static void
forget_dead(void)
{
    for (size_t k = 0; k < changed.count; k++) {
        disown(changed.at[k]);
    }
    for (size_t k = 0; k < changed.count; k++) {
        uint32_t i = changed.at[k];
        Entry *e = &entries[i];
        uint32_t serial = e->serial & ~RECORD_MARKS;
        if ((*record_entry(e->object) & ~RECORD_MARKS) != serial) {
            *index_of(e->object) = 0;
            *e = (Entry){&nobody, 0, 0};
            changed.at[k] = 0;
            push(&vacant, i);
        }
    }
}

// Entries for what was born since the last recount; its references are to be
// looked at.
static void
enter_born(void)
{
    for (size_t k = 0; k < born_count; k++) {
        // Its place may be empty by now, or another object's.
        if (*record_entry(born[k]) != 0 && *index_of(born[k]) == 0) {
            push(&changed, new_entry(born[k]));
        }
    }
    born_count = note_count = 0;
}

// Numbers are not described. Small ones have blocks of one size.
static void
enter_numbers(char *start, size_t size, size_t count, void *arg)
{
    (void)arg;
    if (size != RECORD_NUMBER_BLOCK) {
        return;
    }
    const size_t step = RECORD_NUMBER_BLOCK / RECORD_GRANULE;
    const uint32_t *entry = record_entry((const Object *)start);
    for (size_t i = 0; i < count; i++) {
        Object *object = (Object *)(start + i * RECORD_NUMBER_BLOCK);
        if (UNLIKELY((entry[i * step] & ~RECORD_MARKS) >= last_serial) &&
            *index_of(object) == 0) {
            push(&candidates, new_entry(object));
        }
    }
    work += count / RECORD_QUICK;
}

static void
look_again(void)
{
    for (size_t k = 0; k < changed.count; k++) {
        uint32_t i = changed.at[k];
        if (i == 0) {
            continue;
        }
        Entry *e = &entries[i];
        uint32_t entry = *record_entry(e->object);
        bool dying = (entry & RECORD_MARKS) == RECORD_IS_DYING;
        e->serial = (entry & ~RECORD_MARKS) | (dying ? RECORD_MARKS : 0);
        push(&candidates, i);
        own(i);
        const Owned *o = &owned[i];
        for (uint32_t n = 0; n < o->count; n++) {
            push(&candidates, targets[o->first + n]);
        }
    }
    changed.count = 0;
}

// Whether the runtime's variables are what they were at the last recount.
static inline bool
roots_are_known(void)
{
    return root_changes == record_root_changes &&
           root_count == ref_root_count();
}

static void
disown_roots(void)
{
    if (roots_are_known()) {
        return;
    }
    for (size_t k = 0; k < root_count; k++) {
        uint32_t i = root_entries[k];
        const char *name;
        if (i != 0 && (ref_root_at(k, &name) != entries[i].object ||
                       *record_entry(entries[i].object) != entries[i].serial)) {
            entries[i].found--;
            push(&candidates, i);
            root_entries[k] = 0;
        }
    }
}

static void
own_roots(void)
{
    size_t n = ref_root_count();
    work += n / RECORD_QUICK;
    if (roots_are_known()) {
        return;
    }
    while (root_room < n && !no_memory) {
        root_entries = grow(root_entries, &root_room, sizeof(*root_entries));
    }
    for (size_t k = 0; k < n && !no_memory; k++) {
        const char *name;
        Object *target = ref_root_at(k, &name);
        uint32_t i = k < root_count ? root_entries[k] : 0;
        if (i == 0 && target != NULL) {
            i = entry_of(target);
            entries[i].found++;
            push(&candidates, i);
        }
        root_entries[k] = i;
    }
    root_count = no_memory ? 0 : n;
    root_changes = record_root_changes;
}

static void
extra_edge(EdgeLabel label, Object *target, void *arg)
{
    (void)arg;
    if (label.kind != EDGE_WEAK) {
        uint32_t i = entry_of(target);
        owned[i].extra++;
        push(&candidates, i);
        work++;
    }
}

// ---------------------------------------------------------------- a recount

typedef struct Result {
    Object *object;
    ssize_t residual;
} Result;

static Result *results;
static size_t result_count, result_room;

// As a full recount finds them: static objects first, in the order of their
// serials, then by address.
static int
by_place(const void *a, const void *b)
{
    const Object *x = ((const Result *)a)->object;
    const Object *y = ((const Result *)b)->object;
    bool x_heap = record_in_heap(x), y_heap = record_in_heap(y);
    if (x_heap != y_heap) {
        return x_heap - y_heap;
    }
    uintptr_t p = x_heap ? (uintptr_t)x : record_peek(x);
    uintptr_t q = x_heap ? (uintptr_t)y : record_peek(y);
    return (p > q) - (p < q);
}

// Compares the counts of all candidates, once each.
static void
compare(void)
{
    result_count = 0;
    recounts++;
    for (size_t k = 0; k < candidates.count; k++) {
        uint32_t i = candidates.at[k];
        Owned *o = &owned[i];
        if (entries[i].object == &nobody || o->seen == recounts) {
            continue;
        }
        o->seen = recounts;
        ssize_t residual = residual_of(&entries[i], o->extra);
        o->extra = 0;
        if (residual == 0) {
            continue;
        }
        if (result_count == result_room) {
            results = grow(results, &result_room, sizeof(*results));
            if (no_memory) {
                return;
            }
        }
        results[result_count++] = (Result){entries[i].object, residual};
    }
    work += candidates.count / 4;
    candidates.count = 0;
    if (result_count > 1) {
        qsort(results, result_count, sizeof(*results), by_place);
    }
}

static void
enter(uint32_t serial, Object *object, void *arg)
{
    (void)serial, (void)arg;
    (void)entry_of(object);
}

// Empties everything, and enters what lives now.
static void
begin(void)
{
    if (entry_numbers == NULL) {
        entry_numbers = record_reserve_table();
        if (entry_numbers == NULL) {
            return;
        }
    }
    // Entry 0 is nobody's.
    for (size_t i = 1; i < entry_count; i++) {
        if (entries[i].object != &nobody) {
            *index_of(entries[i].object) = 0;
        }
    }
    no_memory = false;
    vacant.count = changed.count = candidates.count = 0;
    born_count = note_count = root_count = target_count = 0;
    if (entry_room == 0 && !grow_entries()) {
        return;
    }
    entries[0] = (Entry){&nobody, 0, 0};
    entry_count = 1;
    record_visit_objects(enter, NULL);
    for (size_t i = 1; i < entry_count && !no_memory; i++) {
        own((uint32_t)i);
        push(&candidates, (uint32_t)i);
    }
    work += entry_count;
    target_most = target_count * 4 + 65536;
    record_noting = !no_memory;
}

// Brings the entries up to what lives now.
static void
renew(void)
{
    find_changed();
    disown_roots();
    forget_dead();
    enter_born();
    mem_visit_blocks(enter_numbers, NULL);
    look_again();
}

bool
record_recount_quick(RecordExtra extra, RecordResidual visit, void *arg,
                     size_t *cost)
{
    bool near = record_next_serial - last_serial < NOTES_MOST;
    work = 0;
    if (record_noting && target_count < target_most) {
        renew();
    } else {
        record_noting = false; // what is known is not renewed
        if (near) {
            begin();
        }
    }
    last_serial = record_next_serial;
    if (!record_noting) {
        return false;
    }
    own_roots();
    extra(extra_edge, NULL);
    compare();
    if (no_memory) {
        record_noting = false;
        return false;
    }
    for (size_t k = 0; k < result_count; k++) {
        Object *object = results[k].object;
        visit(record_peek(object), object, results[k].residual, arg);
    }
    *cost = work;
    return true;
}

#else

// The plain runtime has no recorder; a file must not be empty.
typedef int RecordLedgerNothing;

#endif
