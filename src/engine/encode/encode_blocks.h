/*
 * encode_blocks.h
 *	  Sub-permutation blocks of single rows; see encode.h for the search.
 */
#ifndef QS_ENCODE_BLOCKS_H
#define QS_ENCODE_BLOCKS_H

#include "encode/encode.h"

/* k when row r is the first row (by index) of a k x k grid, else 0.  Needs no
 * memory; O(k^3) for such a row, less for others. */
extern int	qs_block_of_row(const QsModel *model, const QsStructure *structure, int r);

#endif
