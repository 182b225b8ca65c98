/* runtime_prompt.h - running statement by statement (prefix: prompt_)
 *
 * The functions of RuntimeInterface that serve the interactive prompt and
 * the stepper's `print`, and what the runtime lends them.
 */
#ifndef INTERP_RUNTIME_PROMPT_H
#define INTERP_RUNTIME_PROMPT_H

#include "gc/object.h"
#include "interp/runtime.h"

bool prompt_begin(const RuntimeOptions *options);
bool prompt_statement(const char *source);
RuntimeResult prompt_end(void);
char *prompt_check(const char *source);
int prompt_evaluate(const char *expression, unsigned up, bool text, int fd);
char *prompt_words(int which);

/* In runtime.c. Starts the runtime and makes __main__; -1 after its
 * message. */
int runtime_begin(const RuntimeOptions *options);
/* Shuts down after `result`, completes it. */
RuntimeResult runtime_end(RuntimeResult result);
/* In runtime_report.c. Prints the pending exception through sys.excepthook:
 * the exit status. */
int runtime_report_error(void);
/* The namespace of __main__: borrowed (runtime_program.c). */
BORROWED Object *runtime_main_dict(void);
/* Flushes sys.stdout or sys.stderr; errors are dropped (runtime_report.c). */
void runtime_flush(const char *name);

#endif
