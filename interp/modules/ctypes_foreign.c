/* _ctypes: memory that foreign code takes and gives back during a call.
 *
 * gc/shim stands before malloc and its relatives. While a foreign call runs
 * what it sees is noted here; when the call is over, or when it calls back,
 * the recorder is told. Blocks have numbers, for addresses differ from run
 * to run. */
#include <stdlib.h>

#include "gc/shim/foreign.h"
#include "interp/modules/ctypes_call.h"
#include "interp/modules/ctypes_module.h"

#if RECORDING

typedef struct Note {
    ForeignKind kind;
    uintptr_t address;
    size_t bytes;
} Note;

static __thread Note *notes; // from malloc; kept for the thread's life
static __thread size_t note_count, note_room;
static __thread size_t lost; // there was no memory for the note

static void
note(ForeignKind kind, void *address, size_t bytes)
{
    foreign_watch = NULL; // what follows is our own
    if (note_count == note_room) {
        size_t room = note_room * 2 + 64;
        Note *more = realloc(notes, room * sizeof(*more));
        if (more == NULL) {
            lost++;
            foreign_watch = note;
            return;
        }
        notes = more;
        note_room = room;
    }
    notes[note_count++] = (Note){kind, (uintptr_t)address, bytes};
    foreign_watch = note;
}

void
c_foreign_begin(void)
{
    if (record_mask & EVENT_GROUP_MEMORY) {
        foreign_watch = note;
    }
}

void
c_foreign_end(void)
{
    foreign_watch = NULL;
}

// ------------------------------------------- the live blocks, by address

typedef struct Block {
    uintptr_t address; // 0: free, 1: was deleted
    uint32_t number;
} Block;

static Block *blocks; // open addressing; a power of two
static size_t block_room, block_used;
static uint32_t last_number;

static Block *
find(uintptr_t address, bool for_new)
{
    size_t mask = block_room - 1;
    for (size_t i = (address >> 4) * 0x9E3779B97F4A7C15u >> 20;; i++) {
        Block *b = &blocks[i & mask];
        if (b->address == address || b->address == 0 ||
            (for_new && b->address == 1)) {
            return b;
        }
    }
}

static bool
make_room(void)
{
    if (block_used * 4 < block_room * 3) {
        return true;
    }
    size_t old_room = block_room;
    Block *old = blocks;
    Block *fresh = calloc(old_room * 2 + 256, sizeof(*fresh));
    if (fresh == NULL) {
        return false;
    }
    block_room = 256;
    while (block_room < old_room * 2) {
        block_room *= 2;
    }
    blocks = fresh;
    block_used = 0;
    for (size_t i = 0; i < old_room; i++) {
        if (old[i].address > 1) {
            *find(old[i].address, true) = old[i];
            block_used++;
        }
    }
    free(old);
    return true;
}

static void
tell_free(uintptr_t address)
{
    Block *b = block_room == 0 ? NULL : find(address, false);
    if (b != NULL && b->address == address) {
        b->address = 1;
        record_raw(EVENT_FOREIGN_FREE, b->number, 0, 0, 0);
    }
}

void
c_foreign_tell(void)
{
    for (size_t i = 0; i < note_count; i++) {
        const Note *n = &notes[i];
        if ((record_mask & EVENT_GROUP_MEMORY) == 0 || n->address <= 1) {
            continue;
        }
        tell_free(n->address); // an old block that ended unseen
        if (n->kind == FOREIGN_FREED || n->kind == FOREIGN_UNMAPPED ||
            !make_room()) {
            continue;
        }
        Block *b = find(n->address, true);
        block_used += b->address == 0;
        *b = (Block){n->address, ++last_number};
        record_raw(EVENT_FOREIGN_ALLOC, b->number, (uint32_t)n->kind,
                   n->bytes, 0);
    }
    note_count = 0;
}

#else

void
c_foreign_begin(void)
{
}

void
c_foreign_end(void)
{
}

void
c_foreign_tell(void)
{
}

#endif
