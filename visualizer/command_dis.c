/* command_dis.c - pytutor-mem dis FILE: the bytecode */
#include <stdio.h>

#include "visualizer/commands.h"
#include "visualizer/session.h"

int
command_dis(const Options *options)
{
    if (!session_check_file(options)) {
        return STATUS_USAGE;
    }
    if (trace_reader_is_trace(options->file)) {
        complain("%s: a recording holds no bytecode; give the script",
                 options->file);
        return STATUS_USAGE;
    }
    return runtime_plain.disassemble(options->file, stdout);
}
