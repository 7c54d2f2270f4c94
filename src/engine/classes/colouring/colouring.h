/*
 * colouring.h
 *	  Graph colouring and list colouring, read off rows.
 *
 * Every vertex takes exactly one value of its list; a value is a literal of the model,
 * x_i or 1 - x_i, so that what merging leaves of a list of two (one variable) is still
 * a vertex.  Values of different vertices may exclude each other.  A switch is a
 * variable that says whether a colour is used: values need switches, switches may
 * need other switches, and a switch that is on costs something or nothing.
 *
 *		minimise  base + sum of the costs of the values taken + of the switches on
 *
 * Values that conflicts or a switch connect have one label: a colour.
 */
#ifndef QS_COLOURING_H
#define QS_COLOURING_H

#include "base/random.h"
#include "model/model.h"

typedef struct QsColouring
{
	const QsModel *model;
	int8_t	   *known;			/* n: value of variables that some row decides, else -1 */
	int			vertices;
	int			values;
	int32_t    *value_start;	/* vertices + 1: the list of vertex v is value_start[v] .. */
	int32_t    *vertex_of;		/* values */
	int32_t    *variable_of;	/* values: the variable whose literal it is */
	uint8_t    *negated;		/* values: the literal is 1 - x */
	double	   *cost;			/* values */
	bool		priced;			/* costs differ within some list */

	int64_t    *conflict_start; /* values + 1 */
	int32_t    *conflict;		/* values of other vertices, ascending */

	int			switches;
	int32_t    *switch_variable;
	uint8_t    *switch_negated; /* on is 1 - x */
	double	   *switch_cost;	/* of being on, >= 0 */
	bool		switch_priced;	/* some switch costs something */
	int32_t    *need_start;		/* values + 1: switches that must be on with the value */
	int32_t    *need;
	int32_t    *implied_start;	/* switches + 1: switches that must be on with a switch */
	int32_t    *implied;
	uint8_t    *must_serve;		/* switches: may be on only when a value needs them */
	double		base;

	int32_t    *required;		/* values: which row wants one of its colour to be taken, or -1 */
	int			labels;
	int32_t    *label;			/* values: colour, or -1 for a vertex that was merged to one
								 * variable */
	int			groups;			/* of labels that can be exchanged for each other */
	int32_t    *label_group;	/* labels */
	int32_t    *label_switch;	/* labels: the one switch all its values need, or -1 */
	int32_t    *label_rank;		/* labels: order in which those of a group are taken: along
								 * the switches that need each other, else as they come */
	uint8_t    *label_required;	/* labels: some vertex must take it; it needs no switch */
	bool		chained;		/* some group's switches need each other */
	bool		requires;		/* some label is required, or may be by a switch that another needs */
} QsColouring;

/*
 * The colouring a model is, or NULL: disjoint exactly-one rows (or at-least-one rows
 * where more than one cannot pay), and rows that say no more than that pairs of literals
 * exclude each other, with at least one such pair between different vertices.  No colour
 * meets a vertex twice.  The objective is linear and no switch gains by being on.
 * The model must outlive it.  O(n + nonzeros + conflicts log conflicts).
 */
extern QsColouring *qs_colouring_create(QsHost *host, const QsModel *model);
extern void qs_colouring_free(QsHost *host, QsColouring *colouring);

/* The value of a vertex with a label, or -1.  O(length of the list) */
extern int32_t qs_colouring_value_at(const QsColouring *colouring, int vertex, int label);

/*
 * Switches that must be on when the values `at` (vertices; -1: none) are taken, and what
 * those that follow imply.  on: switches, written.  Returns the cost of all.
 */
extern double qs_colouring_switch_on(const QsColouring *colouring, const int32_t *at, uint8_t *on);

/* Cost of complete values, base and switches included */
extern double qs_colouring_cost(const QsColouring *colouring, const int32_t *at, uint8_t *on);

/* Exchange labels so that of each group whose switches need each other the first are
 * used, and let required ones be taken.  Where values cost nothing, cost never rises. */
extern void qs_colouring_settle(QsHost *host, const QsColouring *colouring, int32_t *at);

/* Values to bits, with the fewest switches, and back: at[v] is -1 where x takes no value,
 * and the first of several. */
extern void qs_colouring_to_bits(QsHost *host, const QsColouring *colouring, const int32_t *at,
								 uint8_t *x);
extern void qs_colouring_from_bits(const QsColouring *colouring, const uint8_t *x, int32_t *at);

#endif
