-- The switches of qshrink_solve that the paper's claims are measured with: each
-- turns off what it names and nothing else breaks.
\set ON_ERROR_STOP 1
BEGIN;
SELECT plan(15);

\set order 8
\ir problems.psql
SELECT qshrink_constrain(:general, 'SELECT ''five'', i, 1, ''='', 5 FROM generate_series(0, 24) AS i
	UNION ALL SELECT ''weighted'', i, i % 4 + 1, ''<='', 12 FROM generate_series(0, 24) AS i') AS rows \gset

-- one run a problem and switch, all else alike
CREATE TEMP TABLE t_run AS
	SELECT p.kind, s.switch, r.run_id, r.objective, r.feasible, r.rank
	FROM t_problem AS p,
	     unnest(ARRAY['anchor', 'certified', 'legality', 'recompute', 'presolve', 'repair', 'polish', NULL]) AS s (switch),
	     LATERAL qshrink_solve(p.id, 'exact', max_qubits => 8, rounds => 8, seed => 1, solutions => 1,
	         options => '{"proof": false, "effort": 0, "log": "all", "stagnation": 100}'
	             || CASE WHEN s.switch IS NULL THEN '{}'::jsonb ELSE jsonb_build_object(s.switch, false) END
	             || CASE WHEN s.switch = 'legality' THEN '{"anchor": false}' ELSE '{}' END::jsonb) AS r;
CREATE TEMP TABLE t_round AS SELECT t.kind, t.switch, o.* FROM t_run AS t JOIN qshrink_round AS o USING (run_id);
CREATE TEMP TABLE t_step AS SELECT t.kind, t.switch, s.* FROM t_run AS t JOIN qshrink_step AS s USING (run_id);

SELECT is((SELECT count(*) FROM t_run WHERE feasible), 40::bigint, 'every problem has a feasible answer under every switch');
SELECT is((SELECT count(DISTINCT settings) FROM qshrink_run AS r JOIN t_run USING (run_id)), 8::bigint, 'runs remember their switches');

-- certified: the bound fixes variables before the rounds
SELECT isnt_empty('SELECT 1 FROM t_step WHERE switch IS NULL AND reason LIKE ''the bound shows%''', 'certified fixing is on by default');
SELECT is_empty('SELECT 1 FROM t_step WHERE switch = ''certified'' AND reason LIKE ''the bound shows%''', 'certified: no variable is fixed by the bound');
SELECT ok((SELECT bool_and(o.n_variables_before = v.n) FROM t_round AS o JOIN (VALUES ('mdkp', 40)) AS v (kind, n) USING (kind) WHERE switch = 'certified'),
	'certified: what presolve left is left in every round');
SELECT ok((SELECT min(n_variables_before) FROM t_round WHERE kind = 'mdkp' AND switch IS NULL) < 40, 'and fewer are left with it');

-- anchor: the incumbent a round starts from stays expressible
SELECT is_empty('SELECT 1 FROM t_round WHERE switch IS NULL AND raw_objective IS NULL', 'with the anchor every shrunk model has a feasible solution');
SELECT is((SELECT count(DISTINCT kind) FROM t_step WHERE switch IS NULL AND action = 'reject' AND reason = 'contradicts the incumbent'), 4::bigint,
	'merges that the anchor forbids are logged with that reason');
SELECT isnt_empty('SELECT 1 FROM t_round WHERE switch = ''anchor'' AND raw_objective IS NULL', 'anchor: some shrunk model has none');

-- legality: told apart from the anchor, which forbids more
SELECT isnt_empty('SELECT 1 FROM t_step WHERE switch = ''anchor'' AND action = ''reject'' AND reason <> ''contradicts the incumbent''',
	'illegal merges are rejected with their reason');
SELECT is((SELECT sum(rejected) FROM t_round WHERE switch = 'legality'), 0::bigint, 'legality: none are');

-- presolve
SELECT isnt_empty('SELECT 1 FROM t_step WHERE switch IS NULL AND round = 0', 'presolve logs its steps as round 0');
SELECT ok((SELECT bool_and(reason LIKE 'the bound shows%') FROM t_step WHERE switch = 'presolve' AND round = 0),
	'presolve: nothing but certified fixing is left there');

-- repair and polish
SELECT ok((SELECT sum(repair_moves) = 0 FROM t_round WHERE switch = 'repair'), 'repair: no moves');
SELECT ok((SELECT sum(polish_moves) = 0 FROM t_round WHERE switch = 'polish'), 'polish: no moves');

SELECT * FROM finish();
ROLLBACK;
