-- Constraints are known by their labels, so a label tells nothing of how variables are
-- numbered: what is refreshed has the labels of what is built anew.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

CREATE TEMP TABLE t_edge (a text, b text);
INSERT INTO t_edge VALUES ('a', 'b'), ('b', 'c'), ('c', 'd'), ('d', 'e'), ('9', '10'), ('it''s', 'a - b');
SELECT qshrink_mis('living', 'SELECT a, b FROM t_edge') AS living \gset

SELECT is((SELECT array_agg(label ORDER BY label COLLATE "C") FROM qshrink_constraint WHERE problem_id = :living),
	ARRAY['"a - b" - it''s', '9 - 10', 'a - b', 'b - c', 'c - d', 'd - e'], 'ends in the order of their keys, numbers by value');

SELECT qshrink_unconstrain(:living, 'd - e');
DELETE FROM t_edge WHERE a IN ('a', 'b', 'c');
INSERT INTO t_edge VALUES ('f', 'e');
SELECT ok(changed, 'edges went') FROM qshrink_refresh(:living);
SELECT is((SELECT count(*) FROM qshrink_constraint WHERE problem_id = :living AND label IN ('d - e', 'e - d')), 0::bigint,
	'what was taken away by hand stays away');

-- random graphs that lose and gain edges
CREATE FUNCTION pg_temp.labels(problem bigint) RETURNS text LANGUAGE sql AS
	$$SELECT string_agg(label, '|' ORDER BY label COLLATE "C") FROM qshrink_constraint WHERE problem_id = problem$$;
CREATE FUNCTION pg_temp.campaign(seed float8) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	living bigint := qshrink_id('living');
	different bigint := 0;
BEGIN
	PERFORM setseed(seed);
	FOR round IN 1..40 LOOP
		DELETE FROM t_edge WHERE random() < 0.3;
		INSERT INTO t_edge SELECT a.k, b.k FROM unnest(ARRAY['a', 'B', '"q', '1', '01', '10', '9', 'x - y', '{1,2}', '']) AS a (k),
			unnest(ARRAY['c', 'D', 'it''s', '2', '100', E'n\nl', '=', '?', '"q - "']) AS b (k) WHERE random() < 0.1;
		INSERT INTO t_edge VALUES ('p', 'q');
		PERFORM qshrink_refresh(living);
		IF pg_temp.labels(living) IS DISTINCT FROM pg_temp.labels(qshrink_mis('fresh', 'SELECT a, b FROM t_edge ORDER BY random()', replace => true)) THEN
			different := different + 1;
		END IF;
	END LOOP;
	RETURN different;
END $$;
SELECT is(pg_temp.campaign(0.25), 0::bigint, 'labels are those of a fresh build');

SELECT * FROM finish();
ROLLBACK;
