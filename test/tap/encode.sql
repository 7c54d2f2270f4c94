-- Random models through SQL: the minimum of the exact QUBO is an optimum of the model,
-- by enumeration in SQL over numeric; and keeps being so whatever the row is multiplied by.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(4);
SELECT setseed(0.5);

CREATE TEMP TABLE t_model (m int PRIMARY KEY, n int, sense text, id bigint, qubits int, minimum float8, x bit varying);
CREATE TEMP TABLE t_objective (m int, i int, j int, c numeric);
CREATE TEMP TABLE t_row (m int, label text, v int, c numeric, sense text, rhs numeric);

INSERT INTO t_model SELECT m, 3 + m % 4, CASE WHEN m % 2 = 0 THEN 'min' ELSE 'max' END FROM generate_series(1, 150) AS m;
INSERT INTO t_objective SELECT m, i, j, round((random() * 40 - 20)::numeric, m % 3)
	FROM t_model, generate_series(0, 6) AS i, generate_series(0, 6) AS j WHERE i <= j AND j < n AND (i = j OR random() < 0.4);
INSERT INTO t_row
	SELECT m, label, v, (CASE kind WHEN 0 THEN ceil(random() * 9) WHEN 1 THEN 1 WHEN 2 THEN floor(random() * 15) - 7 ELSE ceil(random() * 90) / 10.0 END)::numeric * scale, sense, rhs * scale
	FROM (SELECT m, n, 'row ' || r AS label, floor(random() * 4) AS kind, (ARRAY['<=', '<=', '>=', '='])[ceil(random() * 4)] AS sense,
			ceil(random() * 8)::numeric AS rhs, (ARRAY[1, 1000, 0.001, 0.25])[ceil(random() * 4)]::numeric AS scale
		  FROM t_model, generate_series(1, 2) AS r) AS rows, generate_series(0, 6) AS v WHERE v < n AND random() < 0.8;

UPDATE t_model AS t SET id = qshrink_create('m ' || t.m, (SELECT qubo_agg(t.n, i, j, c::float8) FROM t_objective AS o WHERE o.m = t.m), t.sense);
SELECT sum(qshrink_constrain(id, format('SELECT label, v, c, sense, rhs FROM t_row WHERE m = %s', m))) > 200 AS many FROM t_model \gset

-- the truth: all assignments in exact numbers
CREATE TEMP TABLE t_state AS
	SELECT m, bits, (SELECT coalesce(sum(c), 0) FROM t_objective AS o WHERE o.m = t.m AND get_bit(bits, i) = 1 AND get_bit(bits, j) = 1) AS objective,
		NOT EXISTS (SELECT FROM (SELECT label, sense, rhs, coalesce(sum(c) FILTER (WHERE get_bit(bits, v) = 1), 0) AS activity
			FROM t_row AS r WHERE r.m = t.m GROUP BY label, sense, rhs) AS a
			WHERE CASE sense WHEN '<=' THEN activity > rhs WHEN '>=' THEN activity < rhs ELSE activity <> rhs END) AS feasible
	FROM t_model AS t, generate_series(0, 63) AS k, LATERAL (SELECT substring(k::bit(6)::text FOR n)::varbit AS bits) AS b
	WHERE k % (1 << (6 - least(n, 6))) = 0;
CREATE TEMP TABLE t_best AS
	SELECT m, CASE sense WHEN 'min' THEN min(objective) ELSE max(objective) END AS best FROM t_state JOIN t_model USING (m) WHERE feasible GROUP BY m, sense;

CREATE FUNCTION pg_temp.minimum(id bigint, OUT qubits int, OUT energy float8, OUT x bit varying) LANGUAGE plpgsql AS $$
DECLARE q qubo;
BEGIN
	q := qshrink_encode(id, 'exact');
	qubits := qubo_size(q);
	SELECT s.energy, s.assignment INTO energy, x FROM qubo_sample(q, 'exact', shots => 1) AS s;
EXCEPTION WHEN feature_not_supported THEN
	RETURN;
END $$;
UPDATE t_model AS t SET (qubits, minimum, x) = (SELECT qubits, energy, substring(m.x FROM 1 FOR t.n) FROM pg_temp.minimum(t.id) AS m);

SELECT ok(count(*) > 60, 'most models are feasible') FROM t_best;
SELECT is_empty('SELECT m FROM t_best JOIN t_model USING (m) WHERE qubits IS NULL', 'every feasible model has an exact QUBO');
SELECT is_empty('SELECT m, best, objective, s.feasible FROM t_best JOIN t_model AS t USING (m) JOIN t_state AS s USING (m) WHERE s.bits = t.x AND NOT (s.feasible AND objective = best)',
	'its minimum is an optimum');
SELECT is_empty('SELECT m, best, minimum FROM t_best JOIN t_model USING (m) WHERE abs(CASE sense WHEN ''min'' THEN minimum ELSE -minimum END - best::float8) > 1e-6',
	'and has the energy of its objective');

SELECT * FROM finish();
ROLLBACK;
