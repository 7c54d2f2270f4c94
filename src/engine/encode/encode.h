/*
 * encode.h
 *	  From the (shrunk) constrained model to the QUBO a sampler minimises.
 *
 * The QUBO is a sampler's guide, not the truth: whatever it returns is decoded
 * and judged on the model's own rows and objective.
 *
 * Rows are read through literals (x or 1 - x), since merges complement variables:
 *	 PACK	 at most one literal true: a product of literals per pair;
 *	 COUNT	 exactly k literals true (one-hot: k = 1): weight * (true - k)^2;
 *	 STATES	 one or two variables: a product per forbidden state;
 *	 the rest are guided: with u >= 0 the dual of an inequality a.x <= b,
 *		 lambda u (a.x - b) + rho max(u, floor) / mean|a| * (a.x - b)^2,
 *	   lambda = 1.05, rho = 0.06, floor = 0.03 * (objective scale) / mean|a| (0.2 for
 *	   quadratic objectives); equalities: 1 on the signed dual, 0.5 max(|u|, scale /
 *	   mean|a|) on the square.  Rows that cannot bind are dropped.
 * The objective scale is the mean over variables of the root mean square change
 * one flip makes.  In models of up to 64 variables guides are then tightened: weights that put
 * the best feasible state met below all others met, see encode_tighten.h.
 *
 * What is promised (QsEncoding.promised, a flag a row): no minimiser of a dual or
 * unbalanced QUBO breaks
 *	 - a PACK row in which, of any two variables, one stands in no COUNT or STATES
 *	   row and in no PACK row with the opposite literal (so independent sets,
 *	   conflicts beside knapsacks: always);
 *	 - a COUNT or STATES row whose variables stand in no other such row (so
 *	   disjoint one-hot groups: always).
 * The weight is 1.2 times the most that mending the row by one flip can cost,
 * read off the coefficients of objective plus guides.  Overlapping one-hot rows
 * get the same weights without the promise; guided rows promise nothing.  Up to
 * 18 variables every state is looked at instead: the weights are scaled to 1.2
 * times the least that works (at least half), and every PACK, COUNT and STATES row
 * is promised, if any assignment meets them all.
 * Slack encodings promise every row of a feasible model: their minimisers are
 * the model's optima.  So does exact, which takes slack bits only for rows that need
 * them, and proves its weights, see encode_guaranteed.c; it fails where it cannot.
 * Subspace blocks promise their own rows up to 18 qubits, by
 * the same count; beyond, their weight is that of half the largest flip.
 */
#ifndef QS_ENCODE_H
#define QS_ENCODE_H

#include "base/names.h"
#include "model/model.h"
#include "structure/structure.h"

typedef enum QsEncodingKind
{
	QS_ENCODING_AUTO,			/* subspace for disjoint sub-permutations, else dual */
	QS_ENCODING_DUAL,			/* slack-free, weighted by the duals of the relaxation */
	QS_ENCODING_UNBALANCED,		/* Montanez-Barrera et al.: linear + quadratic, one weight */
	QS_ENCODING_SLACK,			/* binary slack bits, quadratic penalty */
	QS_ENCODING_SUBSPACE,		/* one-hot groups left to the mixer; sub-permutations lose
								 * their last row and column */
	QS_ENCODING_EXACT			/* minimisers are optima, proved; of whole models only */
} QsEncodingKind;

/* The one list of encodings, and those of it that a solve may ask for: exact is of
 * whole problems only. */
extern const QsNames qs_encoding_names;
extern const QsNames qs_shrunk_encoding_names;

/* By name; exact is not among those a solve may ask for. */
extern bool qs_encoding_kind(const char *name, QsEncodingKind *kind);
extern const char *qs_encoding_kind_name(QsEncodingKind kind);

typedef struct QsEncoding
{
	QsEncodingKind kind;		/* never AUTO */
	QsQubo	   *qubo;			/* qubits = qubo->n */
	int			variables;		/* n of the model */
	int32_t    *variable_of;	/* qubits: the model's variable a qubit carries, -1 for slack */

	/* disjoint one-hot groups over qubits that an XY mixer may preserve (may be
	 * 0); a subspace encoding carries no penalty for them */
	int			groups;
	int32_t    *group_start;	/* groups + 1 */
	int32_t    *group_qubit;

	/* sub-permutation blocks: the eliminated cells are decoded from the others */
	int			blocks;
	int32_t    *block_size;		/* k of each block */
	int32_t   **block_variable; /* k x k variables of the model, row-major */
	int32_t   **block_qubit;	/* k x k, -1 on the eliminated last row and column */

	/* slack bits: row_sign * (row_scale * a.x - row_bound) + sum of bits = 0 */
	int			slack_rows;
	int32_t    *slack_row;		/* row of the model */
	int32_t    *slack_first;	/* slack_rows + 1: first qubit of each row's bits */
	double	   *slack_scale;	/* makes the row's coefficients integers; 0: true literals count
								 * (x, or 1 - x for a negative coefficient) */
	double	   *slack_bound;
	int8_t	   *slack_sign;		/* +1: a.x + s = b;  -1: a.x - s = b */
	double	   *slack_value;	/* of each slack qubit, from the first slack qubit on */

	uint8_t    *promised;		/* m: 1 when no minimiser of the QUBO breaks the row */
} QsEncoding;

/*
 * What to encode, with the weights of penalties, in the engine's unit.  A given
 * weight takes the place of the encoding's own: that of every product of literals,
 * state, or squared miss of a count; of a squared miss of 1 in the row's coprime
 * integers (slack, exact); of a miss as large as the row's mean coefficient (squared
 * for equations; what unbalanced scales by; in dual, times the miss).
 * All penalties are then multiplied by factor.  Given weights and other factors than 1
 * void what encodings promise.
 */
typedef struct QsEncodeRequest
{
	QsEncodingKind kind;
	const double *dual;			/* as for qs_encode() */
	double		factor;			/* of all penalties, at least 0 */
	const double *row_weight;	/* m, at least 0, NAN: the encoding's own; or NULL */
	bool		tighten;		/* guides of small models, by their lowest states (dual) */
	int			failed_row;		/* out: row of the model that made it fail, or -1 */
	const char *reason;			/* out: why, or NULL */
} QsEncodeRequest;

extern QsStatus qs_encode_request(QsHost *host, const QsModel *model,
								  const QsStructure *structure, QsEncodeRequest *request,
								  QsEncoding **out);

/*
 * Encode, guides tightened.  dual: multipliers of the model's rows (engine sense, see relax.h) or
 * NULL (then a Lagrangian ascent supplies them).  QS_UNSUPPORTED when the kind
 * does not apply (subspace without such groups, slack on non-integral rows);
 * QS_LIMIT when the QUBO would pass QS_MAX_TERMS or double precision.  *out is NULL
 * then.
 */
extern QsStatus qs_encode(QsHost *host, const QsModel *model, const QsStructure *structure,
						  QsEncodingKind kind, const double *dual, QsEncoding **out);
extern void qs_encoding_free(QsHost *host, QsEncoding *encoding);

/* How many qubits encoding the model would take, without building it; -1 when the
 * kind does not apply, or is exact. */
extern int64_t qs_encode_qubits(const QsModel *model, const QsStructure *structure,
								QsEncodingKind kind);

/* Qubit bits (bytes 0/1) -> x of the model. */
extern void qs_decode(const QsEncoding *encoding, const uint8_t *qubits, uint8_t *x);

/* x of the model -> qubits (slack bits set to the best value). */
extern void qs_encode_assignment(const QsEncoding *encoding, const QsModel *model,
								 const uint8_t *x, uint8_t *qubits);

/*
 * Disjoint k x k permutation grids (k >= 2) among the one-hot rows: every variable
 * of a grid stands in exactly two one-hot rows, one of each family.  Returns how
 * many; (*size)[b] is k, (*variable)[b] the k x k variables, rows and columns in
 * order of the model's rows.  Other kinds of rows on those variables are ignored.
 */
extern int	qs_find_blocks(QsHost *host, const QsModel *model, const QsStructure *structure,
						   int32_t **size, int32_t ***variable);
extern void qs_blocks_free(QsHost *host, int count, int32_t *size, int32_t **variable);

#endif
