-- The map of qubo_shrink is counted against qshrink.memory_limit before it is made.
\set ON_ERROR_STOP 1
BEGIN;
SELECT no_plan();

SET LOCAL qshrink.memory_limit = '1MB';
SELECT throws_ok($$SELECT qubo_shrink('{}/16777216', 16777216)$$, '54000', NULL, 'a map of 2^24 variables that stay');
SELECT throws_ok($$SELECT qubo_shrink('{(0,16777215):1}/16777216', 16)$$, '54000', NULL, 'a map of 2^24 variables that are merged');
SELECT is((qubo_shrink('{}/0', 1)).map, '{}'::integer[], 'a map of none');
SELECT is((qubo_shrink('{(0,1):1}/3', 3)).map, '{0,2,4}'::integer[], 'a map of few');
SET LOCAL qshrink.memory_limit = '256MB';
SELECT is(array_length((qubo_shrink('{(0,16777215):1}/16777216', 16777216)).map, 1), 16777216, 'within a larger limit it is made');

SELECT * FROM finish();
ROLLBACK;
