/*
 * linear_tree_internal.h
 *	  What the files of the tree share.
 */
#ifndef QS_LINEAR_TREE_INTERNAL_H
#define QS_LINEAR_TREE_INTERNAL_H

#include "bound/pricing.h"
#include "bound/linear_tree.h"
#include "numeric/lp.h"

#define QS_LINEAR_TREE_INTEGRALITY	1e-6

typedef struct QsLinearTreeNode
{
	double		bound;
	double		value;			/* of the variable in the parent's program */
	int32_t		parent;			/* -1: the root; of a node not in use the next such */
	int32_t		variable;
	int32_t		depth;
	unsigned char *basis;		/* packed, that the parent's program ended with; NULL: not kept */
	int8_t		set;			/* value of the variable here */
	int8_t		children;		/* that are not closed */
} QsLinearTreeNode;

struct QsLinearTree
{
	QsEnumeration *enumeration;
	QsHost	   *host;
	const QsModel *model;
	QsPropagator *propagator;

	/* the program and what is known of it */
	QsLp	   *lp;
	double		lp_work;		/* counted so far */
	int64_t		programs;		/* solved at nodes, */
	int64_t		iterations;		/* and what they took */
	int			synced;			/* trail entries whose bounds lp knows */
	int32_t    *synced_variable;
	QsPricing	pricing;		/* of the latest program's multipliers */
	unsigned char *basis;		/* n + m: kept over strong branching */
	double	   *point;			/* n: the latest program's values */

	/* the root's: fixes for good what a better incumbent excludes */
	double	   *root_value;		/* n, NULL before it was solved */
	double	   *root_reduced;
	double	   *root_error;
	double		root_bound;
	double		root_threshold; /* that fixings were last made for */

	double	   *pseudo_cost;	/* 2 n: sum of bound gains per unit, down then up */
	int32_t    *pseudo_count;	/* 2 n */

	/* nodes: in one array, those not in use in a list; open ones in a heap by bound, or
	 * beside the present dive on a stack */
	QsLinearTreeNode *node;
	int			node_count;
	int			node_capacity;
	int			spare;			/* first of the list, -1: none */
	int32_t    *heap;			/* node_capacity */
	int			heap_count;
	int32_t    *beside;			/* n + 1: the last is the deepest */
	int			beside_count;
	int			steps;			/* nodes of the dive */

	int			current;		/* node to expand, where the trail stands; -1: none */
	int32_t    *path;			/* n + 2: nodes from the root to the current one */
	int			path_count;
	int32_t    *mark;			/* n + 2: trail before the node's own fixing */
	int32_t    *chain;			/* n + 2: scratch */
	int64_t		branchings;
	bool		started;
	bool		again;			/* the current node was left unfinished */

	int32_t    *order;			/* n: scratch of the small enumeration */
	uint8_t    *x;				/* n: scratch */
};

/* linear_tree.c: the root, before the first program; false: the tree is empty */
extern bool qs_linear_tree_start(QsLinearTree *tree);

/* linear_tree_open.c: nodes and the order in which they are taken */
extern int	qs_linear_tree_node_create(QsLinearTree *tree, int parent, int variable, int set, double value,
								double bound);	/* -1: memory is short */
extern void qs_linear_tree_node_close(QsLinearTree *tree, int node);
extern void qs_linear_tree_open_push(QsLinearTree *tree, int node);
extern int	qs_linear_tree_open_pop(QsLinearTree *tree);	/* -1: none */

/* linear_tree_program.c: the program where the trail stands */
extern QsLpOutcome qs_linear_tree_solve_program(QsLinearTree *tree, int64_t most_iterations);
extern void qs_linear_tree_undo(QsLinearTree *tree, int fixed);
extern double qs_linear_tree_price(QsLinearTree *tree);	/* the latest multipliers: a bound of the node */
extern bool qs_linear_tree_fix_by_reduced_costs(QsLinearTree *tree, double bound);
extern bool qs_linear_tree_ray_proves_empty(QsLinearTree *tree);
extern void qs_linear_tree_offer_fixed(QsLinearTree *tree);
extern bool qs_linear_tree_offer_if_integral(QsLinearTree *tree, const double *value);

/* linear_tree_node.c */
typedef struct QsLinearTreeBranch
{
	int			variable;
	double		value;
} QsLinearTreeBranch;

typedef enum QsLinearTreeOutcome
{
	QS_LINEAR_TREE_DONE,		/* pruned, solved or enumerated */
	QS_LINEAR_TREE_BRANCH,
	QS_LINEAR_TREE_UNFINISHED	/* the enumeration was stopped: to be worked on again */
} QsLinearTreeOutcome;

/* Work on the current node; *bound is raised.  A node worked on again takes the short way,
 * so that the least slice of work gets on. */
extern QsLinearTreeOutcome qs_linear_tree_expand(QsLinearTree *tree, double *bound, QsLinearTreeBranch *branch);

/* linear_tree_rest.c: few variables left */
extern void qs_linear_tree_enumerate_rest(QsLinearTree *tree);

/* linear_tree_basis.c: from far away, a program starts with the basis of the node above it */
extern void qs_linear_tree_basis_keep(QsLinearTree *tree, int node);	/* the program's present one */
extern void qs_linear_tree_basis_take(QsLinearTree *tree, int node);	/* it goes into the program */
extern void qs_linear_tree_basis_drop(QsLinearTree *tree, QsLinearTreeNode *node);

/* linear_tree_branch.c: the fractional variable to branch on, -1: none.  Strong branching, if
 * asked for, may fix variables (*fixed) and leaves the program at the node's basis. */
extern int	qs_linear_tree_choose(QsLinearTree *tree, double bound, bool strong, bool *fixed);
extern void qs_linear_tree_learn(QsLinearTree *tree, int variable, int set, double distance, double gain);

#endif
