/*
 * solve_trace.c
 *	  What the stages of a solve tell its trace.
 */
#include "solve/solve_trace.h"

#include <stdio.h>
#include <string.h>

#include "base/trace.h"
#include "samplers/samplers.h"

#define MOST_RULES	24			/* told apart in one line; the rest is summed up */
#define LIST		700			/* characters of a list within a line */

/* A number as a line shows it */
typedef struct Shown
{
	char		text[32];
} Shown;

static Shown
number(double value)
{
	Shown		shown = {"none"};

	if (isfinite(value))
		snprintf(shown.text, sizeof(shown.text), "%.15g", value);
	return shown;
}

/* An objective in the user's sense */
static Shown
objective(const QsSolve *solve, double value)
{
	return number(isfinite(value) ? qs_model_report(solve->model, value) : NAN);
}

static Shown
best(const QsSolve *solve)
{
	return objective(solve, qs_answers_best(solve->answers));
}

/* Append to a text of LIST characters what still fits. */
static void
append(char *text, const char *format, const char *name, long long count)
{
	size_t		used = strlen(text);

	snprintf(text + used, LIST - used, format, used > 0 ? ", " : "", name, count);
}

void
qs_trace_problem(const QsSolve *solve)
{
	const QsModel *model = solve->model;
	int			fixed = 0;

	if (solve->host->trace == NULL)
		return;
	for (int i = 0; i < model->n && solve->settings->fixed; i++)
		fixed += solve->settings->fixed[i] >= 0;
	qs_trace(solve->host, "problem: %d variables, %d fixed by the caller, %d rows, %s %s objective; seed %llu",
			 model->n, fixed, model->m, model->maximise ? "maximise a" : "minimise a",
			 model->assignment ? "quadratic assignment" : model->linear ? "linear" : "quadratic",
			 (unsigned long long) solve->settings->seed);
}

/* Steps by action and rule, in the order they were first used */
static void
list_rules(const QsContraction *contraction, char *text)
{
	const QsStep *first[MOST_RULES];
	long long	count[MOST_RULES];
	int			rules = 0;
	long long	others = 0;

	for (int64_t k = 0; k < contraction->step_count; k++)
	{
		const QsStep *step = &contraction->steps[k];
		int			r = 0;

		/* reasons are static strings */
		while (r < rules && (first[r]->action != step->action || first[r]->reason != step->reason))
			r++;
		if (r < rules)
			count[r]++;
		else if (rules < MOST_RULES)
		{
			first[rules] = step;
			count[rules++] = 1;
		}
		else
			others++;
	}
	text[0] = '\0';
	for (int r = 0; r < rules; r++)
		append(text, "%s%s: %lld", first[r]->reason ? first[r]->reason : qs_action_name(first[r]->action),
			   count[r]);
	if (others > 0)
		append(text, "%s%s: %lld", "other rules", others);
}

void
qs_trace_reductions(const QsSolve *solve, const char *what)
{
	char		rules[LIST];

	if (solve->host->trace == NULL)
		return;
	list_rules(solve->presolved, rules);
	qs_trace(solve->host, "%s: %d of %d variables left (%s)", what, solve->presolved->roots,
			 solve->model->n, rules[0] ? rules : "no rule applied");
}

void
qs_trace_base(const QsSolve *solve)
{
	const QsModel *model = solve->base->model;

	if (solve->host->trace == NULL)
		return;
	if (solve->base->infeasible)
	{
		qs_trace(solve->host, "base: a row can no longer be met");
		return;
	}
	qs_trace(solve->host, "base: class %s, %d variables, %d rows, %lld quadratic terms, %d components; relaxation %s, bound %s",
			 solve->structure->ops->name, model->n, model->m,
			 (long long) qs_qubo_pairs(model->objective),
			 solve->components ? solve->components->count : 1,
			 objective(solve, solve->relaxation ? solve->relaxation->bound : NAN).text,
			 objective(solve, solve->run->bound).text);
}

void
qs_trace_construction(const QsSolve *solve)
{
	QS_TRACE(solve->host, "construct: %d different starts in the pool, best %s",
			 solve->pool->count, best(solve).text);
}

static const char *
status_text(QsStatus status)
{
	switch (status)
	{
		case QS_OK:
			return "finished";
		case QS_INFEASIBLE:
			return "nothing left";
		case QS_LIMIT:
			return "limit reached";
		case QS_INTERRUPTED:
			return "time is up";
		default:
			return "does not apply";
	}
}

void
qs_trace_enumeration(const QsSolve *solve, const char *what, QsStatus status, int64_t nodes,
					 int64_t node_limit)
{
	QS_TRACE(solve->host, "proof: %s enumerated, %lld of at most %lld nodes: %s; best %s", what,
			 (long long) nodes, (long long) node_limit, status_text(status), best(solve).text);
}

void
qs_trace_bound(const QsSolve *solve, const char *method)
{
	QS_TRACE(solve->host, "proof: bound %s (%s), best %s", objective(solve, solve->run->bound).text,
			 method, best(solve).text);
}

void
qs_trace_shrinking(const QsSolve *solve, const QsRound *record, const QsContraction *contraction)
{
	char		sources[LIST] = "";
	char		rules[LIST];

	if (solve->host->trace == NULL)
		return;
	for (int k = 0; k < qs_correlation_names.count; k++)
	{
		const QsName *source = qs_name_at(&qs_correlation_names, k);

		if (record->sources & 1U << source->value)
			append(sources, "%s%s", source->name, 0);
	}
	list_rules(contraction, rules);
	qs_trace(solve->host, "round %d: shrink from %d to %d variables, correlations: %s, perturbation %g; %d merges (%s), %d rejected, %d undone; stopped by: %s",
			 record->round, record->base_variables, record->variables,
			 sources[0] ? sources : "none", record->perturbation, record->merges,
			 rules[0] ? rules : "none", record->rejected, record->undone, record->stop);
}

void
qs_trace_samples(const QsSolve *solve, const QsRound *record, const QsEncoding *encoding)
{
	if (solve->host->trace == NULL)
		return;
	if (encoding && encoding->qubo)
		qs_trace(solve->host, "round %d: encoding %s, %d qubits, %lld couplings, %d one-hot groups",
				 record->round, qs_encoding_kind_name(encoding->kind), encoding->qubo->n,
				 (long long) qs_qubo_pairs(encoding->qubo), encoding->groups);
	qs_trace(solve->host, "round %d: %s gave %lld shots, %d different, share feasible %s, best feasible %s, of lowest energy %s, expectation %s after %d evaluations",
			 record->round, qs_solver_name(record->solver), (long long) record->shots,
			 record->distinct_shots, number(record->raw_feasible_share).text,
			 objective(solve, record->raw_objective).text,
			 objective(solve, record->raw_energy_objective).text,
			 number(record->report.expectation).text, record->report.evaluations);
}

void
qs_trace_round(const QsSolve *solve, const QsRound *record)
{
	QS_TRACE(solve->host, "round %d: repaired %s (%lld moves), polished %s (%lld moves), best so far %s; %.3f s",
			 record->round, objective(solve, record->repaired_objective).text,
			 (long long) record->repair_moves, objective(solve, record->polished_objective).text,
			 (long long) record->polish_moves, objective(solve, record->best_so_far).text,
			 record->seconds);
}

void
qs_trace_end(const QsSolve *solve)
{
	const QsRun *run = solve->run;

	QS_TRACE(solve->host, "end: %s after %d rounds by %s%s%s, objective %s, bound %s, %d solutions%s%s",
			 qs_run_status_name(run->status), run->rounds, qs_stop_reason_name(run->stop_reason),
			 run->proved_by ? ", proved by " : "", run->proved_by ? run->proved_by : "",
			 objective(solve, run->objective).text, objective(solve, run->bound).text, run->solutions,
			 run->unsupported ? "; unsupported: " : "", run->unsupported ? run->unsupported : "");
}
