/* story_changes.h - the difference of two shots in sentences
 * (prefix: story_)
 */
#ifndef VISUALIZER_STORY_CHANGES_H
#define VISUALIZER_STORY_CHANGES_H

#include "visualizer/shot.h"

/* Writes E records: what was made, which names and slots refer to what
 * now, which counts changed and why. shot_compare was called. */
void story_changes(const Shot *before, const Shot *now, Text *out);

#endif
