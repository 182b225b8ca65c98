/* commands.h - the commands of pytutor-mem, one file each
 *
 * Each takes the options it was called with and returns the exit status;
 * what went wrong was told in one line.
 */
#ifndef VISUALIZER_COMMANDS_H
#define VISUALIZER_COMMANDS_H

#include "visualizer/options.h"

int command_draw(const Options *options);   /* the default */
int command_run(const Options *options);
int command_record(const Options *options);
int command_events(const Options *options);
int command_why(const Options *options);
int command_dis(const Options *options);
int command_slides(const Options *options);
int command_step(const Options *options);
int command_lab(const Options *options);
int command_prompt(const Options *options);

#endif
