/*
 * relay.c
 *	  A worker between two servers: tasks of the one are computed on the other.
 */
#include "relay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "failure.h"
#include "interrupt.h"
#include "progress.h"

typedef struct Relay
{
	Connection	queue;
	Connection	solve;
	const char *lease;			/* an interval */
	double		lease_seconds;
	bool		quiet;
} Relay;

/* A task that was claimed */
typedef struct Claim
{
	char	   *task_id;
	char	   *problem_id;
	char	   *token;
	char	   *settings;
	char	   *seed;
	char	   *model;
} Claim;

static void
claim_free(Claim *claim)
{
	free(claim->task_id);
	free(claim->problem_id);
	free(claim->token);
	free(claim->settings);
	free(claim->seed);
	free(claim->model);
	*claim = (Claim) {0};
}

/* False: there is nothing to claim now */
static bool
claim_next(Relay *relay, Claim *claim)
{
	PGresult   *result = run_statement(&relay->queue, "SELECT c.task_id, c.problem_id, c.token, c.settings, c.seed, c.model"
									   " FROM @extschema@.qshrink_claim($1::interval) AS c", 1, &relay->lease);
	bool		claimed = PQntuples(result) > 0;

	if (claimed)
		*claim = (Claim) {
			copy_text(PQgetvalue(result, 0, 0)), copy_text(PQgetvalue(result, 0, 1)), copy_text(PQgetvalue(result, 0, 2)),
			copy_text(PQgetvalue(result, 0, 3)), copy_text(PQgetvalue(result, 0, 4)), copy_text(PQgetvalue(result, 0, 5))
		};
	PQclear(result);
	return claimed;
}

/* False: the claim is over */
static bool
renew(Relay *relay, const Claim *claim)
{
	PGresult   *result = run_statement(&relay->queue, "SELECT @extschema@.qshrink_renew($1::bigint, $2::bigint, $3::interval)", 3,
									   (const char *[]) {claim->task_id, claim->token, relay->lease});
	bool		holds = PQgetvalue(result, 0, 0)[0] == 't';

	PQclear(result);
	return holds;
}

/* Hand the task back with an error; the state it has then is said */
static void
hand_back(Relay *relay, const Claim *claim, const char *state, const char *message)
{
	PGresult   *result = run_statement(&relay->queue, "SELECT @extschema@.qshrink_fail($1::bigint, $2::bigint, $3, $4)", 4,
									   (const char *[]) {claim->task_id, claim->token, state, message});

	warn("task %s: %s; it is %s", claim->task_id, message, field_or(result, 0, 0, "no longer ours"));
	PQclear(result);
}

/*
 * Compute on the other server, and renew the claim meanwhile.  The result may be an
 * error; *gave_up: the claim was over, or Ctrl-C came.
 */
static PGresult *
compute(Relay *relay, const Claim *claim, bool *gave_up)
{
	PGconn	   *server = relay->solve.server;
	const char *value[] = {claim->model, claim->seed, claim->settings};
	char	   *sql = statement_text(&relay->solve, "SELECT @extschema@.qshrink_solve_model($1::jsonb, $2::bigint, $3::jsonb)");
	double		renewed = seconds_now();
	PGresult   *last = NULL;
	PGresult   *result;

	*gave_up = false;
	if (!PQsendQueryParams(server, sql, 3, NULL, value, NULL, NULL, 0))
		fail_by_server(&relay->solve, NULL);
	free(sql);
	while (PQisBusy(server))
	{
		interrupt_wait(PQsocket(server), -1, 500);
		if (!PQconsumeInput(server))
			break;
		if (*gave_up || !PQisBusy(server))
			continue;
		if (interrupt_count() > 0)
			*gave_up = true;
		else if (seconds_now() - renewed > relay->lease_seconds / 3)
		{
			*gave_up = !renew(relay, claim);
			renewed = seconds_now();
		}
		if (*gave_up)
			cancel_statement(&relay->solve);
	}
	while ((result = PQgetResult(server)) != NULL)
	{
		PQclear(last);
		last = result;
	}
	return last;
}

/* Store the answer where the task came from */
static void
finish(Relay *relay, const Claim *claim, const PGresult *answer, double seconds)
{
	char	   *milliseconds = format_text("%.3f", 1000 * seconds);
	PGresult   *result = try_statement(&relay->queue, "SELECT @extschema@.qshrink_finish($1::bigint, $2::bigint, $3::@extschema@.qshrink_answer_record, $4::float8)",
									   4, (const char *[]) {claim->task_id, claim->token, PQgetvalue(answer, 0, 0), milliseconds});

	if (!result_is_good(result))
	{
		const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
		char	   *line = server_error(relay->queue.server, result);

		if (PQstatus(relay->queue.server) == CONNECTION_BAD)
			fail_by_server(&relay->queue, result);
		hand_back(relay, claim, state ? state : "XX000", line);
		free(line);
	}
	else if (!relay->quiet)
	{
		if (field(result, 0, 0))
			printf("task %s: problem %s, run %s, %.3f s\n", claim->task_id, claim->problem_id, PQgetvalue(result, 0, 0), seconds);
		else
			printf("task %s: the claim was over, nothing was stored\n", claim->task_id);
		fflush(stdout);
	}
	PQclear(result);
	free(milliseconds);
}

static void
do_task(Relay *relay, const Claim *claim)
{
	double		began = seconds_now();
	bool		gave_up;
	PGresult   *answer = compute(relay, claim, &gave_up);

	if (gave_up && interrupt_count() > 0)
		hand_back(relay, claim, "57014", "its worker was interrupted");
	else if (gave_up)
		warn("task %s: the claim is over", claim->task_id);
	else if (!result_is_good(answer) || PQntuples(answer) == 0)
	{
		const char *state = answer ? PQresultErrorField(answer, PG_DIAG_SQLSTATE) : NULL;
		char	   *line = server_error(relay->solve.server, answer);
		bool		lost = PQstatus(relay->solve.server) == CONNECTION_BAD;

		hand_back(relay, claim, lost || state == NULL ? "08006" : state, line);
		if (lost)
			fail(EXIT_CONNECTION, "the connection to the server that computes was lost");
		free(line);
	}
	else
		finish(relay, claim, answer, seconds_now() - began);
	PQclear(answer);
}

static double
interval_seconds(Relay *relay, const char *interval)
{
	PGresult   *result = run_statement(&relay->queue, "SELECT extract(epoch FROM $1::interval)::float8", 1, &interval);
	double		seconds = strtod(PQgetvalue(result, 0, 0), NULL);

	PQclear(result);
	return seconds;
}

int
relay_work(const Arguments *arguments, const Target *target)
{
	Target		queue = *target;
	Target		solve = *target;
	long		tasks = argument_number(arguments, "tasks", -1, 1, 1000000000);
	const char *idle = argument(arguments, "idle");
	Relay		relay = {.lease = argument(arguments, "lease"), .quiet = target->quiet};
	double		idle_seconds;
	double		idle_since;

	queue.database = argument(arguments, "queue");
	solve.database = argument(arguments, "solve");
	relay.lease = relay.lease ? relay.lease : "1 minute";
	relay.queue = connection_open_extension(&queue);
	relay.solve = connection_open_extension(&solve);
	if (!extension_has(&relay.queue, "qshrink_finish") || !extension_has(&relay.solve, "qshrink_solve_model"))
		fail(EXIT_ERROR, "the extension is too old for this on one of the servers; hint: ALTER EXTENSION qshrink UPDATE");
	relay.lease_seconds = interval_seconds(&relay, relay.lease);
	idle_seconds = idle ? interval_seconds(&relay, idle) : -1;
	idle_since = seconds_now();
	interrupt_watch();
	while (tasks != 0 && interrupt_count() == 0)
	{
		Claim		claim = {0};

		if (claim_next(&relay, &claim))
		{
			do_task(&relay, &claim);
			claim_free(&claim);
			tasks -= tasks > 0;
			idle_since = seconds_now();
		}
		else if (idle_seconds >= 0 && seconds_now() - idle_since >= idle_seconds)
			break;
		else
			interrupt_wait(-1, -1, 500);
	}
	connection_close(&relay.queue);
	connection_close(&relay.solve);
	if (interrupt_count() > 0)
		return EXIT_INTERRUPTED;
	interrupt_unwatch();
	return EXIT_DONE;
}
