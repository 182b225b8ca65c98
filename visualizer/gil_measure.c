#include "visualizer/gil_measure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interp/runtime.h"

enum { PARTS = 4, PROCESSES = 4, LINE = 200 };

// Prints when it began and ended: CLOCK_MONOTONIC is the same everywhere.
static const char program[] =
    "import sys, threading, time\n"
    "def compute():\n"
    "    total = 0\n"
    "    for i in range(700000):\n"
    "        total += i\n"
    "def outside():\n"
    "    time.sleep(0.03)\n"
    "def work(part, n):\n"
    "    for _ in range(n):\n"
    "        part()\n"
    "part = compute if sys.argv[1] == '0' else outside\n"
    "threads, parts = int(sys.argv[2]), int(sys.argv[3])\n"
    "threads = [threading.Thread(target=work,\n"
    "                            args=(part, parts // threads))\n"
    "           for _ in range(threads)]\n"
    "begin = time.monotonic_ns()\n"
    "for thread in threads:\n"
    "    thread.start()\n"
    "for thread in threads:\n"
    "    thread.join()\n"
    "print(begin, time.monotonic_ns(), flush=True)\n";

static _Noreturn void
child(GilWork work, unsigned threads, unsigned parts, int out)
{
    char words[3][16];
    char *argv[] = {words[0], words[1], words[2], NULL};
    snprintf(words[0], sizeof(words[0]), "%d", (int)work);
    snprintf(words[1], sizeof(words[1]), "%u", threads);
    snprintf(words[2], sizeof(words[2]), "%u", parts);
    dup2(out, 1);
    RuntimeOptions options = {.mode = RUN_CODE,
                              .target = program,
                              .argc = 3,
                              .argv = argv,
                              .deterministic = true};
    RuntimeResult result = runtime_plain.run(&options);
    dprintf(out, "%" PRIu64 " %" PRIu64 "\n", result.gil_waited_ns,
            result.gil_hand_overs);
    _exit(result.status);
}

// Reads all a child has to say, and its status.
static bool
harvest(pid_t pid, int in, GilMeasure *sum, uint64_t *begin, uint64_t *end)
{
    char text[LINE];
    size_t n = 0;
    ssize_t got;
    while (n < sizeof(text) - 1 &&
           (got = read(in, text + n, sizeof(text) - 1 - n)) > 0) {
        n += (size_t)got;
    }
    text[n] = '\0';
    close(in);
    int status;
    uint64_t from, to, waited, hand_overs;
    if (waitpid(pid, &status, 0) != pid || status != 0 ||
        sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64, &from,
               &to, &waited, &hand_overs) != 4) {
        return false;
    }
    *begin = from < *begin ? from : *begin;
    *end = to > *end ? to : *end;
    sum->waited_ns += waited;
    sum->hand_overs += hand_overs;
    return true;
}

bool
gil_measure(GilWork work, unsigned threads, unsigned processes,
            GilMeasure *result)
{
    pid_t pids[PROCESSES];
    int ends[PROCESSES];
    unsigned started = 0;
    bool good = processes <= PROCESSES;
    *result = (GilMeasure){0};
    fflush(NULL);
    while (good && started < processes) {
        int fds[2];
        if (pipe(fds) < 0) {
            good = false;
            break;
        }
        pid_t pid = fork();
        if (pid == 0) {
            close(fds[0]);
            child(work, threads, PARTS / processes, fds[1]);
        }
        close(fds[1]);
        if (pid < 0) {
            close(fds[0]);
            good = false;
            break;
        }
        pids[started] = pid;
        ends[started++] = fds[0];
    }
    uint64_t begin = UINT64_MAX, end = 0;
    for (unsigned i = 0; i < started; i++) {
        good = harvest(pids[i], ends[i], result, &begin, &end) && good;
    }
    result->wall_ns = end > begin ? end - begin : 0;
    return good;
}
