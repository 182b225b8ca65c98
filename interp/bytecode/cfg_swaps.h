/* cfg_swaps.h - runs of SWAP instructions made short (prefix: cfg_) */
#ifndef INTERP_BYTECODE_CFG_SWAPS_H
#define INTERP_BYTECODE_CFG_SWAPS_H

#include "interp/bytecode/cfg.h"

/* Optimises the run of SWAPs and NOPs that begins with the SWAP at `index`:
 * as few SWAPs as possible, none where the stores that follow can be
 * exchanged instead. Returns the index of the run's last instruction. */
int cfg_optimize_swap(Cfg *cfg, Block *block, int index);

#endif
