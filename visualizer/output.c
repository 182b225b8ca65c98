#include "visualizer/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "visualizer/commands.h"
#include "visualizer/options.h"

bool
output_open(Output *output, const char *path)
{
    *output = (Output){.fd = 1};
    if (path == NULL || strcmp(path, "-") == 0) {
        return true;
    }
    output->path = path;
    output->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    output->created = output->fd >= 0;
    if (output->fd < 0 && errno == EEXIST) {
        output->fd = open(path, O_WRONLY | O_CLOEXEC);
    }
    if (output->fd < 0) {
        complain("cannot write %s: %s", path, strerror(errno));
        return false;
    }
    return true;
}

static bool
failed(Output *output)
{
    if (output->path != NULL) {
        complain("cannot write %s: %s", output->path, strerror(errno));
    } else if (errno != EPIPE) {
        complain("cannot write to standard output: %s", strerror(errno));
    }
    return false;
}

bool
output_begin(Output *output)
{
    struct stat info;
    output->written = true;
    // A file that was truncated is written to the disk when it is closed
    // (ext4): not so a new one, if it is left as it is.
    if (output->path != NULL && fstat(output->fd, &info) == 0 &&
        S_ISREG(info.st_mode) && info.st_size > 0 &&
        ftruncate(output->fd, 0) < 0) {
        return failed(output);
    }
    return true;
}

bool
output_write(Output *output, const void *bytes, size_t length)
{
    const char *at = bytes;
    if (!output->written && !output_begin(output)) {
        return false;
    }
    while (length > 0) {
        ssize_t n = write(output->fd, at, length);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return failed(output);
        }
        at += n;
        length -= (size_t)n;
    }
    return true;
}

bool
output_close(Output *output)
{
    if (output->path == NULL || output->fd < 0) {
        return true;
    }
    int result = close(output->fd);
    output->fd = -1;
    if (output->created && !output->written) {
        unlink(output->path);
    }
    return result == 0 || failed(output);
}

int
output_flush(void)
{
    Output standard = {.fd = 1};
    errno = EIO; // if the failure came earlier and its reason is forgotten
    bool good = fflush(stdout) == 0 && !ferror(stdout);
    return good || failed(&standard) ? 0 : STATUS_USAGE;
}
