/* fuzz_trace.c - any bytes as a trace: what can be read is shown, the rest is
 * one message. The first byte chooses what they are: a whole file, events of
 * a block, or a keyframe; so checksums do not stand in the way.
 *
 * FUZZ_SEEDS=DIR writes one of each into DIR and stops. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "interp/runtime.h"
#include "tests/views/stream.h"
#include "tests/views/stream_programs.h"
#include "visualizer/gil_course.h"
#include "visualizer/moment.h"
#include "visualizer/scene.h"
#include "visualizer/trace_reader.h"
#include "visualizer/trace_writer.h"
#include "visualizer/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

// Nothing runs here.
const RuntimeInterface runtime_plain, runtime_lines, runtime_each;

enum { WHOLE_FILE, EVENTS, KEYFRAME, FORMS };

static void
show(Model *model)
{
    Scene scene;
    SceneOptions options = {.max_objects = 60};
    ViewOptions view = {.columns = 80, .utf8 = true};
    Text text = {0};
    scene_make(&scene, model, &options);
    view_text(&scene, "fuzz", &view, &text);
    view_dot(&scene, "fuzz", &view, &text);
    scene_free(&scene);
    text_free(&text);
}

// `small`: serials are kept below 4096, so that tables stay small and a run
// is short.
static void
read_events(const uint8_t *data, size_t size, bool small)
{
    Model model;
    TraceDecoder decoder = {.words = NULL};
    Text text = {0};
    const uint64_t *decoded;
    model_init(&model);
    TraceInput input = trace_input(data, size);
    trace_decoder_begin(&decoder, input.told);
    while ((decoded = trace_decode(&decoder, &input)) != NULL) {
        size_t n = event_length(decoded);
        uint64_t *words = vis_alloc(n * sizeof(uint64_t));
        memcpy(words, decoded, n * sizeof(uint64_t));
        if (small) {
            words[0] = event_word(event_kind(words[0]),
                                  event_a(words[0]) & 4095,
                                  event_b(words[0]));
        }
        text_clear(&text);
        view_event(&model, words, &text);
        view_event_json(&model, words, &text);
        model_apply(&model, words);
        free(words);
    }
    trace_decoder_free(&decoder);
    show(&model);
    model_free(&model);
    text_free(&text);
}

static void
read_keyframe(const uint8_t *data, size_t size)
{
    Model model;
    model_init(&model);
    if (model_load(&model, (const char *)data, size)) {
        model_fill_values(&model);
        show(&model);
    }
    model_free(&model);
}

static void
read_file(const uint8_t *data, size_t size)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    Text error = {0};
    if (write(fd, data, size) != (ssize_t)size) {
        abort();
    }
    TraceReader *reader = trace_reader_open_fd(fd, &error);
    if (reader != NULL) {
        Model model;
        GilCourse course;
        if (moment_find(reader, &(Moment){.kind = MOMENT_END}, &model,
                        &error)) {
            show(&model);
        }
        model_free(&model);
        gil_course_read(reader, &course);
        gil_course_free(&course);
        trace_reader_close(reader);
    } else if (error.length == 0) {
        abort(); // it failed, and does not say why
    }
    text_free(&error);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) {
        return 0;
    }
    uint8_t *bytes = malloc(size); // exactly: reading behind it is found
    memcpy(bytes, data + 1, size - 1);
    switch (data[0] % FORMS) {
    case WHOLE_FILE:
        read_file(bytes, size - 1);
        break;
    case EVENTS:
        read_events(bytes, size - 1, data[0] < 128);
        break;
    default:
        read_keyframe(bytes, size - 1);
        break;
    }
    free(bytes);
    return 0;
}

// ------------------------------------------------------------------- seeds

static void
save(const char *folder, const char *name, int form, const void *bytes,
     size_t size)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL || fputc(form, file) == EOF ||
        fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

static void
write_seeds(const char *folder)
{
    Stream s;
    Model model;
    TraceCodec codec = {0};
    TraceBytes bytes = {0};
    Text text = {0}, payload = {0};
    stream_ring(&s);
    model_init(&model);
    trace_bytes_begin(&bytes, &codec);
    trace_encode_copy(&codec, s.words, s.count, &bytes);
    trace_bytes_join(&bytes, &payload);
    for (uint64_t *at = s.words; at < s.words + s.count;
         at += event_length(at)) {
        model_apply(&model, at);
    }
    save(folder, "events", EVENTS, (const uint8_t *)payload.bytes,
         payload.length);
    model_save(&model, &text);
    save(folder, "keyframe", KEYFRAME, text.bytes, text.length);
    int fd = memfd_create("seed", MFD_CLOEXEC), copy = dup(fd);
    TraceWriter *writer = trace_writer_open(fd, false, &text);
    trace_writer_sink(writer, s.words, s.count);
    trace_writer_close(writer, &text);
    static uint8_t file[1 << 20];
    ssize_t size = pread(copy, file, sizeof(file), 0);
    save(folder, "file", WHOLE_FILE, file, size < 0 ? 0 : (size_t)size);
    exit(0);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    if (getenv("FUZZ_SEEDS") != NULL) {
        write_seeds(getenv("FUZZ_SEEDS"));
    }
    return 0;
}
