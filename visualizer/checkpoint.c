#include "visualizer/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

// Which process goes on at present: shared by all copies.
static volatile pid_t *going_on;

static void
drop(Checkpoints *all, size_t i)
{
    // Not a child of ours if we were woken ourselves: then it is reaped by
    // the process that waits for us.
    kill(all->items[i].pid, SIGKILL);
    (void)waitpid(all->items[i].pid, NULL, 0);
    close(all->items[i].wake);
    memmove(&all->items[i], &all->items[i + 1],
            (all->count - i - 1) * sizeof(all->items[0]));
    all->count--;
}

void
checkpoint_drop_all(Checkpoints *all)
{
    while (all->count > 0) {
        drop(all, all->count - 1);
    }
}

// In the copy: sleeps until it is needed; ends when nobody is left.
static void
sleep_until_woken(int fd)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, old;
    sigaction(SIGINT, &ignore, &old);
    char c;
    ssize_t n;
    while ((n = read(fd, &c, 1)) < 0 && errno == EINTR) {
    }
    if (n <= 0) {
        _exit(0);
    }
    close(fd);
    sigaction(SIGINT, &old, NULL);
}

bool
checkpoint_make(Checkpoints *all)
{
    int ends[2];
    if (all->count == CHECKPOINTS) {
        drop(all, 0);
    }
    if (pipe2(ends, O_CLOEXEC) < 0) {
        return false;
    }
    if (going_on == NULL) {
        void *shared = mmap(NULL, sizeof(pid_t), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (shared == MAP_FAILED) {
            close(ends[0]);
            close(ends[1]);
            return false;
        }
        going_on = shared;
    }
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        sleep_until_woken(ends[0]);
        return true;
    }
    close(ends[0]);
    if (pid < 0) {
        close(ends[1]);
        return false;
    }
    all->items[all->count].pid = pid;
    all->items[all->count++].wake = ends[1];
    return false;
}

// A copy may be woken by another copy: whoever made it waits for it, and the
// first of all stays to the end, because the shell waits for that one.
static void
wait_for(pid_t pid)
{
    int status = 0;
    for (;;) {
        pid_t ended;
        while ((ended = waitpid(pid, &status, 0)) < 0 && errno == EINTR) {
        }
        if (ended < 0) {
            _exit(0); // made by somebody who waits for us
        }
        pid_t now = *going_on;
        if (now == pid || kill(now, 0) < 0) {
            break;
        }
        pid = now;
    }
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

void
checkpoint_return(Checkpoints *all)
{
    if (all->count == 0) {
        return;
    }
    int pid = all->items[all->count - 1].pid;
    int wake = all->items[all->count - 1].wake;
    signal(SIGINT, SIG_IGN);
    fflush(NULL);
    *going_on = pid;
    if (write(wake, "!", 1) != 1) {
        return;
    }
    // The woken one has its own ends of the earlier ones.
    for (size_t i = 0; i < all->count; i++) {
        close(all->items[i].wake);
    }
    wait_for(pid);
}
