/* quiz.h - questions before a step (prefix: quiz_)
 *
 * Before a chosen step the class predicts: the stepper asks, shows the
 * answer with its reasons when the step was made, and keeps the score. The
 * questions are made from what the step will do, or come from a lecturer:
 *
 *   # quiz: count x         the count of x (by the program) behind the line
 *   # quiz: freed           what the line frees
 *   # quiz: order           ... in which order
 *   # quiz: collect         what gc.collect() in the line returns
 *   # quiz: What is x? = 5  a question with its answer
 *
 * at the end of the line they are about, or alone on the line before it; or
 * in a file of their own, each behind `LINE:`.
 */
#ifndef VISUALIZER_QUIZ_H
#define VISUALIZER_QUIZ_H

#include "visualizer/step.h"

typedef enum QuizKind {
    QUIZ_COUNT,
    QUIZ_FREED,
    QUIZ_ORDER,
    QUIZ_COLLECT,
    QUIZ_TEXT
} QuizKind;

typedef struct QuizItem {
    uint32_t line;
    QuizKind kind;
    char *subject; /* name of COUNT, question of TEXT */
    char *answer;  /* of TEXT */
} QuizItem;

typedef struct Quiz {
    bool on;
    bool written; /* the questions are a lecturer's */
    QuizItem *items;
    size_t count, room;
    unsigned asked, right;
    uint64_t last_step; /* asked about: never twice */
    /* The question that is open. */
    bool open;
    QuizItem item;
    uint64_t from; /* where it was asked */
    char given[200];
} Quiz;

/* Reads the questions of a file (NULL: of the script's comments, once it
 * is known). False after one line on stderr. */
bool quiz_open(Quiz *quiz, const char *path);
void quiz_free(Quiz *quiz);

/* The questions in the script's comments. */
void quiz_read_script(Quiz *quiz, const Model *model);

/* Before a step from where one stands: whether to ask, and the question. */
bool quiz_ask(Quiz *quiz, Stepper *s, Text *question);

/* The class has answered (`words`): remembered until the step is made. */
void quiz_take(Quiz *quiz, const char *words);

/* The step was made: right or wrong, and why. Empty when none is open. */
void quiz_judge(Quiz *quiz, Stepper *s, Text *out);

/* "3 of 4 right" */
void quiz_score(const Quiz *quiz, Text *out);

#endif
