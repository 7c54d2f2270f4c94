-- Portfolio selection: choose assets of little joint risk and good return.
--
-- minimise   risk_aversion * x' Sigma x - mean' x
-- subject to exactly `cardinality` assets, and prices within the budget.
--
--   psql -v assets=40 -v cardinality=8 -f examples/portfolio.sql

\if :{?assets} \else \set assets 40 \endif
\if :{?cardinality} \else \set cardinality 8 \endif

-- Assets move with three common factors and noise of their own; prices are whole coins.
CREATE TEMP TABLE asset AS
	SELECT a AS asset,
	       20 + (a * a * 37 + a * 11) % 80 AS price,
	       0.02 + 0.001 * ((a * a * 17 + a * 29) % 60) AS mean,
	       ARRAY[0.01 * ((a * a * 5 + a * 3) % 17 - 6), 0.01 * ((a * a * 3 + a * 8) % 19 - 8), 0.01 * ((a * a * 7 + a) % 23 - 9)] AS loading,
	       0.0004 * (1 + (a * 11) % 9) AS own_variance
	FROM generate_series(1, :assets) AS a;

CREATE TEMP TABLE covariance AS
	SELECT p.asset AS a, q.asset AS b,
	       (SELECT sum(u * v) FROM unnest(p.loading, q.loading) AS l (u, v))
	       + CASE WHEN p.asset = q.asset THEN p.own_variance ELSE 0 END AS covariance
	FROM asset AS p, asset AS q;

SELECT qshrink_define('portfolio of ' || :cardinality,
	'SELECT asset FROM pg_temp.asset ORDER BY asset',
	'SELECT a, b, 4.0 * covariance FROM pg_temp.covariance UNION ALL SELECT asset, NULL, -mean FROM pg_temp.asset',
	format($$SELECT 'budget', asset, price, '<=', %s FROM pg_temp.asset
	         UNION ALL SELECT 'cardinality', asset, 1, '=', %s FROM pg_temp.asset$$, 45 * :cardinality, :cardinality)) AS problem \gset

SELECT rank, round(objective::numeric, 6) AS objective, feasible
FROM qshrink_solve(:problem, solver => 'auto', seed => 1, solutions => 3, time_limit => '10 s');

SELECT array_agg(asset ORDER BY asset) AS assets, sum(price) AS price, round(sum(mean)::numeric, 4) AS mean
FROM qshrink_selection(:problem) AS s JOIN asset ON asset.asset = s.keys[1]::int;

SELECT status, proved_by, rounds FROM qshrink_run WHERE problem_id = :problem;
