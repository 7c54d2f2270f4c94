-- qubo_correlations, and correlations of several layers by light cones.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

-- the cut of a graph as a function to minimise: minus the edges cut
CREATE FUNCTION pg_temp.cut(edges text) RETURNS qubo LANGUAGE plpgsql AS $$
DECLARE
	q qubo;
BEGIN
	EXECUTE format('SELECT qubo_agg(a, b, c) FROM (%s) AS e (i, j), LATERAL (VALUES (i, i, -1.0), (j, j, -1.0), (least(i, j), greatest(i, j), 2.0)) AS t (a, b, c)', edges) INTO q;
	RETURN q;
END $$;

CREATE TEMP TABLE t_ring AS SELECT pg_temp.cut('SELECT k, (k + 1) % 16 FROM generate_series(0, 15) AS k') AS q;
SELECT is(count(*), 16::bigint, 'a ring has a correlation for each edge, with ' || layers || ' layers') FROM t_ring, generate_series(1, 3) AS layers, qubo_correlations(q, 'qaoa', layers) WHERE j IS NOT NULL GROUP BY layers;
SELECT ok(bool_and(abs(correlation + layers::float8 / (layers + 1)) < 2e-3), 'of ' || layers || ' layers it is that of Farhi, Goldstone and Gutmann')
	FROM t_ring, generate_series(1, 3) AS layers, qubo_correlations(q, 'qaoa', layers) GROUP BY layers;
-- 3-regular without short cycles: 0.6924 of the edges are cut by one layer, 0.7559 by two
CREATE TEMP TABLE t_heawood AS SELECT pg_temp.cut('SELECT k, (k + 1) % 14 FROM generate_series(0, 13) AS k UNION ALL SELECT k, (k + 5) % 14 FROM generate_series(0, 12, 2) AS k') AS q;
SELECT results_eq('SELECT round(avg(0.5 - correlation / 2)::numeric, 4) FROM t_heawood, generate_series(1, 2) AS layers, qubo_correlations(q, ''qaoa'', layers) GROUP BY layers ORDER BY layers',
	'VALUES (0.6925), (0.7559)', 'the published shares of cut edges');

-- every method, equal seeds, no setting
CREATE TEMP TABLE t_function AS SELECT k, qubo_agg(9, i, (i * k + 1) % 9, (i * k) % 7 - 3) AS q FROM generate_series(1, 12) AS k, generate_series(0, 8) AS i GROUP BY k;
CREATE TEMP TABLE t_all AS SELECT k, q, method, c.* FROM t_function, unnest(ARRAY['auto', 'sdp', 'qaoa', 'pool']) AS method, qubo_correlations(q, method, seed => k) AS c;
SELECT ok(bool_and(abs(correlation) <= 1 AND correlation <> 0 AND i BETWEEN 0 AND 8 AND (j IS NULL OR j > i AND j < 9)), 'correlations of pairs of spins') FROM t_all;
SELECT is_empty('SELECT k, method, i, j FROM t_all GROUP BY k, method, i, j HAVING count(*) > 1', 'each once');
SELECT is_empty($$SELECT t.k, t.i, t.j FROM t_all t WHERE method IN ('sdp', 'qaoa') AND j IS NOT NULL AND NOT EXISTS (SELECT FROM qubo_terms(t.q) u WHERE (u.i, u.j) = (t.i, t.j))$$, 'qaoa and sdp look at pairs that have a term');
SELECT is_empty('SELECT k, method, i, j, correlation FROM t_all EXCEPT SELECT k, method, c.* FROM t_function, unnest(ARRAY[''auto'', ''sdp'', ''qaoa'', ''pool'']) AS method, qubo_correlations(q, method, seed => k) AS c', 'the same again');
SELECT results_eq($$SELECT provolatile::text, proparallel::text FROM pg_proc WHERE proname = 'qubo_correlations'$$, $$VALUES ('i', 's')$$, 'a pure function');
SELECT is(count(*), 0::bigint, 'nothing correlates in nothing') FROM (VALUES ('{}/0'), ('{}/5')) AS f (q), qubo_correlations(f.q::qubo, 'qaoa', 2);
SELECT is(count(*), 0::bigint, 'nor in a null') FROM qubo_correlations(NULL);
-- fields alone: a spin follows its own
SELECT results_eq($$SELECT i, j, sign(correlation) FROM qubo_correlations('{(0,0):1,(1,1):-2}/2', 'qaoa', 2) ORDER BY i$$, 'VALUES (0, NULL::integer, 1::float8), (1, NULL, -1)', 'spins without neighbours');

-- bad input
SELECT throws_ok($$SELECT qubo_correlations('{(0,1):1}/2', 'qaoa', 4)$$, '22023', 'layers is 4', 'too many layers');
SELECT throws_ok($$SELECT qubo_correlations('{(0,1):1}/2', 'qaoa', 0)$$, '22023', 'layers is 0', 'none');
SELECT throws_ok($$SELECT qubo_correlations('{(0,1):1}/2', 'sdp', 2)$$, '22023', 'correlation "sdp" has no layers', 'layers of another method');
SELECT throws_ok($$SELECT qubo_correlations('{(0,1):1}/2', 'best')$$, '22023', 'unknown correlation "best"', 'an unknown method');
SELECT throws_ok($$SELECT qubo_correlations('{(0,1):1}/2', 'shots')$$, '0A000', 'correlation "shots" does not apply to a qubo', 'shots need rounds');
SELECT throws_ok($$SELECT qubo_correlations(qubo_agg(i, (i * 7 + k * k) % 60, 1), 'qaoa', 3) FROM generate_series(0, 59) AS i, generate_series(1, 6) AS k$$, '54000', NULL, 'cones that are too large are refused');
SELECT throws_like($$SELECT qubo_correlations(qubo_agg(i, (i * 7 + k * k) % 60, 1), 'qaoa', 3) FROM generate_series(0, 59) AS i, generate_series(1, 6) AS k$$, '%needs a light cone of __ qubits%', 'with their size');

-- lp without constraints: the odd-cycle relaxation, exact on a planar graph
CREATE TEMP TABLE t_grid AS SELECT pg_temp.cut('SELECT k, k + 1 FROM generate_series(0, 15) AS k WHERE k % 4 < 3 UNION ALL SELECT k, k + 4 FROM generate_series(0, 11) AS k UNION ALL SELECT k, k + 5 FROM generate_series(0, 10) AS k WHERE k % 4 < 3') AS q;
SELECT ok(bool_and(abs(correlation) > 0.97), 'a planar graph has a cut as its relaxation') FROM t_grid, qubo_correlations(q, 'lp');
SELECT is(count(*) FILTER (WHERE correlation < 0), -min(best), 'and that cut is a best one') FROM t_grid, qubo_correlations(q, 'lp'), LATERAL (SELECT (q @ (q ~> 'exact'))::bigint AS best) AS b;
SELECT throws_ok($$SELECT qubo_correlations(qubo_agg(i, j, 1), 'lp') FROM generate_series(0, 209) AS i, generate_series(0, 209) AS j WHERE i < j$$, '0A000', 'correlation "lp" does not apply to the model', 'too many terms for it');
SELECT qshrink_maxcut('correlations planar', 'SELECT k, k + 1 FROM generate_series(0, 35) AS k WHERE k % 6 < 5 UNION ALL SELECT k, k + 6 FROM generate_series(0, 29) AS k UNION ALL SELECT k, k + 7 FROM generate_series(0, 28) AS k WHERE k % 6 < 5') AS planar \gset
SELECT max(objective) AS best FROM qshrink_solve(:planar, 'auto', 20, seed => 1) \gset
SELECT is(max(objective), :best::float8, 'shrinking by it is a solution') FROM qshrink_solve(:planar, 'exact', 6, 'lp', rounds => 1, seed => 1,
	options => '{"construct": false, "anchor": false, "presolve": false, "certified": false, "proof": false, "repair": false, "polish": false}');

-- within a solve
SELECT qshrink_maxcut('correlations ring', 'SELECT k, (k + 1) % 24 FROM generate_series(0, 23) AS k') AS ring \gset
SELECT qshrink_maxcut('correlations dense', 'SELECT i, j FROM generate_series(0, 29) AS i, generate_series(0, 29) AS j WHERE i < j') AS dense \gset
SELECT is(max(objective), 24::float8, 'a ring is cut by correlations of two layers') FROM qshrink_solve(:ring, 'exact', 6, 'qaoa', rounds => 1, seed => 1, options => '{"correlation_layers": 2, "presolve": false, "proof": false}');
SELECT is(qshrink_settings(settings) -> 'options' ->> 'correlation_layers', '2', 'on record') FROM qshrink_run WHERE problem_id = :ring;
SELECT throws_like(format('SELECT qshrink_solve(%s, ''exact'', 6, ''qaoa'', options => ''{"correlation_layers": 2}'')', :dense), '%needs a light cone of 30 qubits on problem%', 'a dense graph is refused');
SELECT throws_like(format('SELECT qshrink_shrink(%s, 6, ''qaoa'', options => ''{"correlation_layers": 2}'')', :dense), '%needs a light cone of 30 qubits on problem%', 'by a dry run, too');
SELECT throws_ok(format('SELECT qshrink_solve(%s, options => ''{"correlation_layers": 4}'')', :ring), '22023', NULL, 'four layers are too many');

SELECT * FROM finish();
ROLLBACK;
