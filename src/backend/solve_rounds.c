/*
 * solve_rounds.c
 *	  Writes the rounds of a run, and the circuits that were kept, into qshrink_round.
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"

#include "base/decimal_scale.h"
#include "qubo_type.h"
#include "solve_records.h"
#include "solve_rounds.h"

/* The encoded QUBO of a round as an SQL value */
static void
put_qubo(QshrinkRecords *records, QsHost *host, const QsQubo *qubo)
{
	int64		count = 0;
	QsTerm	   *terms;
	Qubo	   *value;

	if (qubo == NULL)
	{
		qshrink_put_value(records, (Datum) 0, true);
		return;
	}
	terms = QS_ARRAY(host, QsTerm, qs_qubo_pairs(qubo) + qubo->n);
	for (int i = 0; i < qubo->n; i++)
	{
		if (qubo->linear[i] != 0.0)
			terms[count++] = (QsTerm) {i, i, qubo->linear[i]};
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			if (qubo->neighbour[k] > i)
				terms[count++] = (QsTerm) {i, qubo->neighbour[k], qubo->weight[k]};
	}
	count = qs_terms_canonicalise(host, terms, count);
	value = qshrink_qubo_create(qubo->n, qubo->offset, terms, count);
	qs_free(host, terms);
	qshrink_put_value(records, PointerGetDatum(value), false);
}

char *
qshrink_source_names(unsigned sources)
{
	StringInfoData names;

	if (sources == 0)
		return NULL;
	initStringInfo(&names);
	for (int k = 0; k < qs_correlation_names.count; k++)
	{
		const QsName *source = qs_name_at(&qs_correlation_names, k);

		if (sources & 1U << source->value)
			appendStringInfo(&names, "%s%s", names.len > 0 ? "+" : "", source->name);
	}
	return names.data;
}

static const char *const round_columns[] = {
	"problem_id", "owner", "run_id", "round", "source", "perturbation", "qubits", "n_variables",
	"merges", "rejected", "undone", "stop_reason", "distinct_shots", "raw_feasible_share",
	"optimum_share", "raw_objective", "lowest_energy_objective", "repaired_objective",
	"polished_objective", "best_so_far", "repair_moves", "polish_moves", "expectation",
	"evaluations", "angles", "circuit_depth", "two_qubit_gates", "qubo", "qubit_variable",
	"qubit_group", "warm", "n_variables_before", "spectrum", "milliseconds", "shots", "best_shots",
	"shot_objective", "cvar", "optimization_shots", "history_evaluations", "history_values",
	"decomposed_depth", "decomposed_two_qubit_gates", "swaps", "noisy_expectation", "mitigated_expectation"
};

static void
put_round_results(QshrinkRecords *records, const QsModel *model, const QsRound *round)
{
	qshrink_put_int(records, round->distinct_shots);
	qshrink_put_real(records, round->raw_feasible_share);
	qshrink_put_real(records, round->optimum_share);
	qshrink_put_real(records, qs_model_report(model, round->raw_objective));
	qshrink_put_real(records, qs_model_report(model, round->raw_energy_objective));
	qshrink_put_real(records, qs_model_report(model, round->repaired_objective));
	qshrink_put_real(records, qs_model_report(model, round->polished_objective));
	qshrink_put_real(records, qs_model_report(model, round->best_so_far));
	qshrink_put_bigint(records, round->repair_moves);
	qshrink_put_bigint(records, round->polish_moves);
	qshrink_put_real(records, qs_decimal_shift(round->report.expectation, model->exponent));
	qshrink_put_int(records, round->report.evaluations);
	qshrink_put_reals(records, round->report.angles, round->report.angle_count);
	qshrink_put_bigint(records, round->report.depth);
	qshrink_put_bigint(records, round->report.two_qubit_gates);
}

bool
qshrink_round_has_shots(const QsRound *round)
{
	return round->shots > 0 && round->solver != QS_SOLVER_EXACT;
}

static void
put_shots(QshrinkRecords *records, const QsModel *model, const QsRound *round)
{
	bool		none = !qshrink_round_has_shots(round);

	qshrink_put_value(records, Int64GetDatum(round->shots), none);
	qshrink_put_value(records, Int64GetDatum(round->best_shots), none);
	qshrink_put_real(records, none ? NAN : qs_model_report(model, round->shot_objective));
}

QshrinkRoundHistory
qshrink_round_history(const QsModel *model, const QsSamplerReport *report)
{
	QshrinkRoundHistory history = {.count = report->history_count};

	if (history.count == 0)
		return history;
	history.evaluation = palloc_array(int32_t, history.count);
	history.value = palloc_array(double, history.count);
	for (int k = 0; k < history.count; k++)
	{
		history.evaluation[k] = report->history[k].number;
		history.value[k] = qs_decimal_shift(report->history[k].value, model->exponent);
	}
	return history;
}

static void
put_optimisation(QshrinkRecords *records, const QsModel *model, const QsRound *round)
{
	const QsSamplerReport *report = &round->report;
	QshrinkRoundHistory history = qshrink_round_history(model, report);
	int64		shots = report->optimization_shots;

	qshrink_put_real(records, qs_decimal_shift(report->objective, model->exponent));
	qshrink_put_value(records, Int64GetDatum(shots), shots < 0);
	qshrink_put_ints(records, history.evaluation, history.count);
	qshrink_put_reals(records, history.value, history.count);
}

/* What is not known of a circuit is null */
static void
put_program(QshrinkRecords *records, const QsModel *model, const QsSamplerReport *report)
{
	bool		none = report->cx_depth == 0;

	qshrink_put_value(records, Int64GetDatum(report->cx_depth), none);
	qshrink_put_value(records, Int64GetDatum(report->cx_gates), none);
	qshrink_put_value(records, Int64GetDatum(report->swaps), none);
	qshrink_put_real(records, qs_decimal_shift(report->noisy_expectation, model->exponent));
	qshrink_put_real(records, qs_decimal_shift(report->mitigated_expectation, model->exponent));
}

static void
put_round(QshrinkRecords *records, QsHost *host, const QshrinkProblem *problem, int64 run_id,
		  const QsRound *round)
{
	int			qubits = round->qubo ? round->qubo->n : 0;

	qshrink_put_bigint(records, problem->problem_id);
	qshrink_put_owner(records, problem);
	qshrink_put_bigint(records, run_id);
	qshrink_put_int(records, round->round);
	qshrink_put_text(records, qshrink_source_names(round->sources));
	qshrink_put_real(records, round->perturbation);
	qshrink_put_int(records, round->qubits);
	qshrink_put_int(records, round->variables);
	qshrink_put_int(records, round->merges);
	qshrink_put_int(records, round->rejected);
	qshrink_put_int(records, round->undone);
	qshrink_put_text(records, round->stop);
	put_round_results(records, problem->model, round);
	put_qubo(records, host, round->qubo);
	qshrink_put_ints(records, round->qubit_variable, qubits);
	qshrink_put_ints(records, round->qubit_group, qubits);
	qshrink_put_reals(records, round->warm, qubits);
	qshrink_put_int(records, round->base_variables);
	qshrink_put_reals(records, round->spectrum, round->spectrum_count);
	qshrink_put_real(records, round->seconds * 1000.0);
	put_shots(records, problem->model, round);
	put_optimisation(records, problem->model, round);
	put_program(records, problem->model, &round->report);
	qshrink_put_end(records);
}

void
qshrink_rounds_store(QsHost *host, Oid namespace, const QshrinkProblem *problem, int64 run_id,
					 const QsRun *run)
{
	MemoryContext row = AllocSetContextCreate(CurrentMemoryContext, "qshrink round",
											  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;
	QshrinkRecords *records;

	if (run->rounds == 0)
		return;
	records = qshrink_records_open(host, namespace, "qshrink_round", round_columns,
								   lengthof(round_columns));
	caller = MemoryContextSwitchTo(row);
	for (int k = 0; k < run->rounds; k++)
	{
		qs_check(host);
		put_round(records, host, problem, run_id, &run->round[k]);
		MemoryContextReset(row);
	}
	MemoryContextSwitchTo(caller);
	qshrink_records_close(records);
}
