/*
 * linear_tree.h
 *	  A branch-and-bound tree over linear programs that can be left and gone on with.
 *
 * Best bound first, with dives: from a node the search goes down until it is cut off,
 * goes back while the nodes beside its path are good enough, and then jumps to the open
 * node of the least bound.  Land & Doig 1960; pseudo-costs after Benichou et al. 1971,
 * made reliable by strong branching (Achterberg, Koch & Martin 2005).  All pruning rests
 * on bounds recomputed here from CLP's multipliers with an error margin; CLP's own
 * verdicts prune nothing.
 */
#ifndef QS_LINEAR_TREE_H
#define QS_LINEAR_TREE_H

#include "bound/enumeration.h"

typedef struct QsLinearTree QsLinearTree;

/* The tree of enumeration->model, a linear one; the enumeration must outlive it and holds
 * incumbent, limit and status. */
extern QsLinearTree *qs_linear_tree_create(QsEnumeration *enumeration);
extern void qs_linear_tree_free(QsLinearTree *tree);

/*
 * Go on until the tree is empty (true: nothing beats the incumbent) or the enumeration's
 * status is no longer QS_OK.  To go on after that set it to QS_OK and raise the limit.
 * An incumbent from elsewhere comes in by qs_enumeration_set_incumbent().
 */
extern bool qs_linear_tree_run(QsLinearTree *tree);

/*
 * Fix variables one after the other as the program of the current node suggests,
 * propagate, solve again; what forces a row to break is tried the other way, a few
 * times.  What is found goes to the enumeration; whether anything was.  To be called
 * between runs, from the root before the first.
 */
extern bool qs_linear_tree_dive(QsLinearTree *tree);

/* A bound on what the tree still holds: the least of its open nodes; -INFINITY before
 * the first program was solved, INFINITY when it is empty.  O(1) or so. */
extern double qs_linear_tree_bound(const QsLinearTree *tree);

/* Nodes branched on so far */
extern int64_t qs_linear_tree_branchings(const QsLinearTree *tree);

#endif
