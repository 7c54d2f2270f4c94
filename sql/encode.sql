-- qshrink_encode: what encodings guarantee, and the weights of penalties
DELETE FROM qshrink_problem;
ALTER TABLE qshrink_problem ALTER COLUMN problem_id RESTART;
ALTER SEQUENCE qshrink_run_id_seq RESTART;

-- the minimum of the default QUBO meets the row here (its guide was tightened), without a promise; those of slack and exact do by construction
SELECT qshrink_create('enc', '{(0,0):-11,(0,1):4,(0,2):4,(0,3):4,(0,5):5,(1,1):-7,(1,2):5,(1,3):6,(1,4):4,(1,5):2,(2,2):-10,(2,5):3,(3,3):-16,(3,5):2,(4,4):-3,(4,5):3,(5,5):-5}/6');
SELECT qshrink_constrain(1, 'SELECT ''cap'', v, c, ''<='', 11 FROM (VALUES (0,1),(1,5),(2,7),(3,7),(4,2),(5,1)) t(v,c)');
SELECT encoding, qubo_size(q) AS qubits, s.energy, v.excess
FROM unnest(ARRAY['dual', 'slack', 'exact']) AS encoding, qshrink_encode(1, encoding) AS q,
	 qubo_sample(q, 'exact', shots => 1) AS s,
	 LATERAL (SELECT max(excess) AS excess FROM qshrink_verify(1, substring(s.assignment FROM 1 FOR 6))) AS v;
SELECT objective FROM qshrink_solve(1, 'auto', seed => 1, solutions => 1);

-- penalties of each form: pairs, one value, two values, slack
SELECT qshrink_create('forms', '{(0,0):3,(1,1):2,(2,2):4}/3+1', 'max');
SELECT qshrink_constrain(2, $$SELECT 'pair', v, 1, '<=', 1 FROM (VALUES (0), (1)) AS t (v)$$);
SELECT qshrink_encode(2, 'exact');
SELECT qshrink_constrain(2, $$SELECT 'equation', v, 0.5 * (v + 1), '=', 1.5 FROM generate_series(0, 2) AS v$$);
SELECT qshrink_encode(2, 'exact');
SELECT qshrink_constrain(2, $$SELECT 'two of three', v, 1, '>=', 2 FROM generate_series(0, 2) AS v$$);
SELECT qubo_size(qshrink_encode(2, 'exact'));
SELECT qshrink_create('decimals', '{(0,0):0.3,(1,1):0.2,(2,2):0.45}/3', 'max');
SELECT qshrink_constrain(3, $$SELECT 'sum', v, 0.1, '<=', 0.2 FROM generate_series(0, 2) AS v$$);
SELECT qubo_size(q), s.energy, substring(s.assignment FROM 1 FOR 3) AS x FROM qshrink_encode(3, 'exact') AS q, qubo_sample(q, 'exact', shots => 1) AS s;

-- weights: one factor, and rows by label
SELECT qshrink_encode(2, 'exact', '{"penalties": {"equation": 0, "two of three": 0}}');
SELECT qshrink_encode(2, 'exact', '{"penalties": {"equation": 0, "two of three": 0, "pair": 7}, "penalty": 2}');
SELECT qshrink_encode(2, e, '{"penalty": 0}') FROM unnest(ARRAY['auto', 'dual', 'unbalanced']) AS e;
SELECT e, bool_and(abs(three - 3 * one + 2 * none) < 1e-9 * (1 + abs(three))) AS scales
FROM (SELECT e, x, qubo_energy(qshrink_encode(1, e, '{"penalty": 3}'), bits) AS three, qubo_energy(qshrink_encode(1, e), bits) AS one,
		qubo_energy(qshrink_encode(1, e, '{"penalty": 0}'), bits) AS none
	  FROM unnest(ARRAY['dual', 'unbalanced', 'slack', 'exact']) AS e, generate_series(0, 63, 7) AS x,
		LATERAL (SELECT rpad(x::bit(6)::text, qubo_size(qshrink_encode(1, e)), '01')::varbit AS bits) AS b) AS t
GROUP BY e ORDER BY e;

SELECT qshrink_encode(2, 'exact', '{"penalties": {"unknown": 1}}');
SELECT qshrink_encode(2, 'exact', '{"penalties": {"pair": -1}}');
SELECT qshrink_encode(2, 'exact', '{"penalties": {"pair": "1"}}');
SELECT qshrink_encode(2, 'exact', '{"penalties": {"pair": null}}');
SELECT qshrink_encode(2, 'exact', '{"penalties": {"pair": 1e400}}');
SELECT qshrink_encode(2, 'exact', '{"penalties": {"pair": 1e308}, "penalty": 1e308}');
SELECT qshrink_encode(1, 'dual', '{"penalty": 1e308}');
SELECT qshrink_encode(2, 'exact', '{"penalties": [1]}');
SELECT qshrink_encode(2, 'exact', '{"penalties": 1}');
SELECT qshrink_encode(2, 'exact', '{"penalty": -0.5}');
SELECT qshrink_encode(2, 'exact', '{"penalty": true}');
SELECT qshrink_encode(2, 'exact', '{"penalty": {}}');
SELECT qshrink_encode(2, 'exact', '{"weight": 1}');
SELECT qshrink_encode(2, 'exact', '[]');
SELECT qshrink_encode(2, 'morse');
SELECT qshrink_encode(NULL);
SELECT qshrink_encode(99, 'exact');
SELECT qshrink_encode(2, NULL, NULL) = qshrink_encode(2) AS same;

-- rows without an exact form are named
SELECT qshrink_create('limits', '{(0,0):1,(1,1):2,(2,2):3,(3,3):4}/4', 'max');
SELECT qshrink_constrain(4, $$SELECT 'roots', v, sqrt(v + 2.0), '<=', 4 FROM generate_series(0, 3) AS v$$);
SELECT qshrink_encode(4, 'exact');
SELECT qshrink_create('limits 2', '{(0,0):1,(1,1):2,(2,2):3,(3,3):4}/4', 'max');
SELECT qshrink_constrain(5, $$SELECT 'large', v, 10000000000 * (v + 1) + 2 * v + 1, '<=', 70000000010 FROM generate_series(0, 3) AS v$$);
SELECT qshrink_encode(5, 'exact');
SELECT qshrink_create('limits 3', '{(0,0):1,(1,1):2,(2,2):3,(3,3):4}/4', 'max');
SELECT qshrink_constrain(6, $$SELECT 'even', v, 2, '=', 3 FROM generate_series(0, 3) AS v$$);
SELECT qshrink_encode(6, 'exact');
-- a solve encodes shrunk problems, which keep no promise of that kind
SELECT * FROM qshrink_solve(1, encoding => 'exact');
SET qshrink.encoding = 'exact';
