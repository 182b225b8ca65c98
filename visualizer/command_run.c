/* command_run.c - pytutor-mem run: as python3, without recording */
#include "visualizer/commands.h"
#include "visualizer/session.h"

int
command_run(const Options *options)
{
    return session_check_file(options) ? session_run(options) : STATUS_USAGE;
}
