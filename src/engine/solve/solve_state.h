/*
 * solve_state.h
 *	  What the rooms of one solve share; private to solve/.
 *
 * From the ground up: parts, solve_state, base, finish and best, certify, proof, the
 * round (round_improve, round_measure, round_warm, round_sample,
 * round), start, pipeline.
 */
#ifndef QS_SOLVE_STATE_H
#define QS_SOLVE_STATE_H

#include <math.h>

#include "model/component.h"
#include "model/pool.h"
#include "presolve/presolve.h"
#include "relax/relax.h"
#include "solve/answers.h"
#include "solve/pipeline.h"
#include "structure/class.h"
#include "structure/local.h"

#define QS_MEASURED_TURNS	16	/* components whose shots are kept */

typedef struct QsSolve
{
	QsHost	   *host;
	const QsSettings *settings;
	const QsModel *model;		/* as the user stored it */
	QsRun	   *run;
	QsAnswers  *answers;		/* over model's variables */
	QsAnswers  *seen;			/* feasible shots as they were measured: spares (best.c) */

	/* the presolved problem; rebuilt when certified fixing shrinks it */
	QsContraction *presolved;	/* base: model */
	QsReduced  *base;
	QsStructure *structure;		/* of base->model */
	QsRelaxation *relaxation;	/* of base->model, or NULL */
	QsLocal    *local;			/* on base->model */
	QsPool	   *pool;			/* over base->model's variables */
	QsMeasurement *measurement[QS_MEASURED_TURNS];	/* over model's variables: what the samples
								 * of the last rounds say, if merges are to follow them
								 * (round_measure.c), or NULL */
	bool		paired;			/* shots stay out of the searches' way unless they are better
								 * than all those know (round_improve.c) */
	bool		apart;			/* answers offered now are such shots: not for the pool */

	/* connected components of base->model, all NULL when it is in one piece */
	QsComponents *components;
	double	   *part_best;		/* best objective seen of each, in feasible assignments */
	uint8_t    *part_x;			/* base n: the parts that reached it, feasible together */

	bool		finished;		/* proved, or nothing is left to decide */
	bool		infeasible;
	bool		enumerated;		/* settings->enumerate: the answers are proved to be the best */
	bool		enumeration_limit;	/* ... or nodes or memory did not suffice */
	int64_t		refused;		/* answers feasible to the engine that the judge did not accept */
	bool		doubtful;		/* one of them has cut off others: nothing more is proved */
	bool		certified;		/* certified fixing was used: base holds only what may be
								 * strictly better than the incumbent */
	struct QsProofTree *tree;	/* proof_tree.h; NULL: not planted */
	double		tree_seconds;	/* it has taken */
	int64_t		tree_nodes;
	int			attempts;		/* at a first answer (feasibility.h) */
	int			neighbourhoods; /* searched so far */
	int			fruitless;		/* of them since the last better answer */
	double		neighbourhood_share;	/* of the variables that are free in the next; 0: no one yet */
	double		core_size;		/* of them in the next that reduced costs choose; 0: no one yet */
	double		neighbourhood_seconds;
	double		guided_variables;	/* of the base that starts were last rounded from */
	double		underestimated_for; /* incumbent and size of base when bounds of a quadratic */
	int			underestimated_n;	/* model were last looked for */
	int			underestimates; /* calls of that, and what they took */
	double		underestimate_seconds;
	struct QsChoiceProducts *choices;	/* bound_choices.h, of the base; NULL: not begun, or it does not apply */
	bool		bounded;		/* every other method has been tried */
	double		enumerated_for; /* incumbent and nodes of the last enumeration that failed */
	int64_t		enumerated_nodes;
	uint64_t	kept_bytes;		/* of shots that rounds keep */
	int64_t		raw_shots;
	int64_t		raw_feasible;
	int			stall;			/* rounds since the best improved */
	double		started;
	int			round;			/* it is in; 0: before the first */
	QsStage		stage;			/* that the time is now counted for */
	QsStage		shown;			/* the last that was not the other one: what the host was told */
	double		stage_start;
	double		rebuild_seconds;	/* the last rebuilding of the base took */

	/* finish.c */
	uint8_t    *first_x;		/* model n: an answer that cost next to nothing, or NULL */
	int64_t		first_moves;
	bool		first_dived;	/* the rows made it hard to find: searches go on from it */
	double		deadline;		/* of the whole */
	double		search_deadline;	/* leaves time to finish; the host's also for storing */
	bool		late;			/* time was up before anything could be built */
} QsSolve;

/* Count the time from here on for another stage, and tell the host.  Returns the one
 * before, to be entered again: so stages nest, and no time is lost between them
 * (progress.c). */
extern QsStage qs_stage_enter(QsSolve *solve, QsStage stage);

/* Tell the host that a round, or a stage before them, begins. */
extern void qs_solve_milestone(QsSolve *solve, const char *stage, int round);

/* Write down that the best answer is a better one, if it is. */
extern void qs_solve_note_incumbent(QsSolve *solve);

/* The same for an answer at hand that is offered only later. */
extern void qs_solve_note_at_hand(QsSolve *solve, double objective);

/* Base model (presolved) -> original variables */
extern void qs_solve_expand(QsSolve *solve, const uint8_t *x_base, uint8_t *x);

/* Copy the steps of a contraction over base into original variables. */
extern QsStep *qs_solve_steps(QsSolve *solve, const QsContraction *contraction, int64_t *count);

/* What the rounds keep, in steps that storing it is worth: a kept shot is judged, too. */
extern int64_t qs_solve_kept_steps(const QsSolve *solve);
extern int64_t qs_solve_shot_steps(const QsSolve *solve);

/* The contraction that holds just what the caller fixed */
extern QsContraction *qs_solve_contract_fixed(QsSolve *solve);

/* Does the judge take x, of the original model, that the engine takes? */
extern bool qs_solve_accepted(QsSolve *solve, const uint8_t *x);

/* Offer an assignment of the base model as an answer; origin fields (raw,
 * counts, round) are taken from *origin, whose raw is in original variables.
 * Feasible ones enter the pool, unless apart.  Returns whether the best improved. */
extern bool qs_solve_offer(QsSolve *solve, const uint8_t *x_base, const QsSolution *origin);

/* The same for an assignment of the original model: the base may hold it no longer. */
extern bool qs_solve_offer_whole(QsSolve *solve, const uint8_t *x, const QsSolution *origin);

/* The same for what stands for everything that was cut off beside it: if the judge
 * refuses it, nothing is proved any more. */
extern void qs_solve_offer_enumerated(QsSolve *solve, const uint8_t *x_base,
									  const QsSolution *origin);

/* The incumbent is optimal; by: as in QsRun. */
extern void qs_solve_conclude(QsSolve *solve, const char *by);

/* Is the best answer as good as the caller's target? */
extern bool qs_solve_target_reached(const QsSolve *solve);

#endif
