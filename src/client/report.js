// Draws the charts of a report: a section has a canvas and a JSON of its rows, the same
// that its table shows, with what to make of them.  Without Chart.js tables stay alone.
(function () {
	"use strict";

	// Okabe and Ito's colours, told apart by people of every colour vision, in an order
	// whose neighbours differ in lightness, too; marks and dashes say the same again
	var light = ["#0072b2", "#d55e00", "#009e73", "#aa3377", "#b8860b", "#56b4e9", "#4d4d4d", "#c2185b"];
	var dark = ["#56b4e9", "#ff9d4d", "#3ddba6", "#f0a3d0", "#f0e442", "#9ad5ff", "#c8c8c8", "#ff8ab3"];
	var marks = ["circle", "rect", "triangle", "rectRot", "crossRot", "star", "cross", "rectRounded"];
	var dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4]];
	var query = window.matchMedia ? window.matchMedia("(prefers-color-scheme: dark)") : null;
	var drawn = [];

	function isDark() { return query !== null && query.matches; }
	function color(k) { return (isDark() ? dark : light)[k % light.length]; }
	function ink() { return isDark() ? "#e6e9ed" : "#1b1f24"; }
	function faint() { return isDark() ? "#39424c" : "#d5dae0"; }
	function paper() { return isDark() ? "#14181d" : "#ffffff"; }
	function column(data, name) { return data.columns.indexOf(name); }
	function number(value) { return typeof value === "number" && isFinite(value) ? value : null; }
	function text(value) { return value === null || value === undefined ? "" : String(value); }

	function axis(title, more) {
		return Object.assign({
			title: { display: true, text: title, color: ink() },
			ticks: { color: ink() },
			grid: { color: faint() },
		}, more || {});
	}

	function dataset(k, label, points) {
		return {
			label: label, data: points, borderColor: color(k), backgroundColor: color(k),
			pointStyle: marks[k % marks.length], borderDash: dashes[k % dashes.length],
			borderWidth: 2, pointRadius: points.length > 60 ? 2 : 4, pointHoverRadius: 6, spanGaps: true,
		};
	}

	function options(scales, many) {
		return {
			responsive: true, maintainAspectRatio: false, animation: false,
			interaction: { mode: "nearest", intersect: false },
			scales: scales,
			plugins: {
				legend: { display: many, position: "top", labels: { color: ink(), usePointStyle: true, boxWidth: 12, boxHeight: 8 } },
				tooltip: { enabled: true },
			},
		};
	}

	// Columns of numbers over one column: a line each
	function lines(data, spec) {
		var x = column(data, spec.x);
		var sets = [];

		spec.series.forEach(function (name) {
			var y = column(data, name);
			var points = [];

			if (y < 0) { return; }
			data.rows.forEach(function (row) {
				if (number(row[x]) !== null && number(row[y]) !== null) { points.push({ x: row[x], y: row[y] }); }
			});
			if (points.length === 0) { return; }
			var set = dataset(sets.length, name, points);
			if (spec.stepped) { set.stepped = "before"; }
			// dashed ones lie upon the whole one, where they have the same values
			set.order = -sets.length;
			sets.push(set);
		});
		var result = options({
			x: axis(spec.xTitle || spec.x, { type: "linear", ticks: { color: ink(), precision: spec.whole ? 0 : undefined } }),
			y: axis(spec.yTitle),
		}, true);
		result.plugins.legend.reverse = true;
		return { type: "line", data: { datasets: sets }, options: result };
	}

	// A long label in lines of words
	function wrapped(label) {
		var lines = [""];

		label.split(" ").forEach(function (word) {
			var last = lines[lines.length - 1];

			if (last !== "" && last.length + word.length >= 24) { lines.push(word); } else { lines[lines.length - 1] = last === "" ? word : last + " " + word; }
		});
		return lines.length > 1 ? lines : label;
	}

	// Columns of numbers by category, side by side or stacked; lines among them
	function bars(data, spec) {
		var category = spec.category.map(function (name) { return column(data, name); });
		var labels = data.rows.map(function (row) {
			return category.map(function (c) { return text(row[c]); }).filter(Boolean).join(": ");
		});
		var sets = [];

		spec.series.forEach(function (name) {
			var y = column(data, name);

			if (y < 0 || !data.rows.some(function (row) { return number(row[y]) !== null; })) { return; }
			var set = dataset(sets.length, name, data.rows.map(function (row) { return number(row[y]); }));
			set.borderDash = [];
			// in a stack nothing is nothing, not a bar of the least length
			if (spec.stacked && !(spec.lines && spec.lines.indexOf(name) >= 0)) { set.data = set.data.map(function (value) { return value || null; }); }
			if (spec.lines && spec.lines.indexOf(name) >= 0) {
				set.type = "line";
				set.order = -1;
			} else {
				set.borderWidth = 0;
				set.maxBarThickness = 42;
				set.minBarLength = 2;
			}
			sets.push(set);
		});
		if (spec.best !== undefined && sets.length > 0) { mark(sets[0], data, spec); }
		var across = spec.horizontal ? "y" : "x";
		var along = spec.horizontal ? "x" : "y";
		var scales = {};
		scales[across] = axis(spec.xTitle, { stacked: Boolean(spec.stacked), ticks: { color: ink(), autoSkip: !spec.horizontal } });
		if (spec.horizontal) { scales[across].ticks.callback = function (value) { return wrapped(this.getLabelForValue(value)); }; }
		scales[along] = axis(spec.yTitle, { stacked: Boolean(spec.stacked), beginAtZero: true });
		var result = options(scales, sets.length > 1);
		result.indexAxis = across;
		return { type: "bar", data: { labels: labels, datasets: sets }, options: result };
	}

	// The bar of the best value has another colour
	function mark(set, data, spec) {
		var best = column(data, spec.best);

		set.backgroundColor = data.rows.map(function (row) { return row[best] ? color(2) : color(0); });
	}

	// Whiskers from low to high over the bars of groups()
	var whiskers = {
		id: "whiskers",
		afterDatasetsDraw: function (chart) {
			var context = chart.ctx;

			chart.data.datasets.forEach(function (set, k) {
				if (!set.range || !chart.isDatasetVisible(k)) { return; }
				chart.getDatasetMeta(k).data.forEach(function (bar, i) {
					var range = set.range[i];

					if (!range || range[0] === null || range[1] === null) { return; }
					var low = chart.scales.y.getPixelForValue(range[0]);
					var high = chart.scales.y.getPixelForValue(range[1]);
					context.save();
					context.rect(chart.chartArea.left, chart.chartArea.top, chart.chartArea.width, chart.chartArea.height);
					context.clip();
					context.strokeStyle = ink();
					context.lineWidth = 1.5;
					context.beginPath();
					context.moveTo(bar.x, low);
					context.lineTo(bar.x, high);
					[low, high].forEach(function (y) {
						context.moveTo(bar.x - 4, y);
						context.lineTo(bar.x + 4, y);
					});
					context.stroke();
					context.restore();
				});
			});
		},
	};

	// As many categories as a picture can hold: those of the largest values
	function largest(labels, size, canvas) {
		var most = 40;

		if (labels.length <= most) { return labels; }
		var kept = labels.slice().sort(function (a, b) { return size(b) - size(a); }).slice(0, most);
		var note = document.createElement("p");
		note.className = "more";
		note.textContent = "The picture shows the " + most + " of " + labels.length + " with the largest values.";
		if (!canvas.noted) { canvas.closest("figure").insertAdjacentElement("afterend", note); }
		canvas.noted = true;
		return labels.filter(function (label) { return kept.indexOf(label) >= 0; });
	}

	// One value by category and group, a bar each, with whiskers where a range is known
	function groups(data, spec, canvas) {
		var c = column(data, spec.category), g = column(data, spec.group), y = column(data, spec.value);
		var low = column(data, spec.low), high = column(data, spec.high);
		var labels = [], names = [], cells = {};

		data.rows.forEach(function (row) {
			var label = text(row[c]), name = text(row[g]);

			if (labels.indexOf(label) < 0) { labels.push(label); }
			if (names.indexOf(name) < 0) { names.push(name); }
			cells[JSON.stringify([label, name])] = row;
		});
		labels = largest(labels, function (label) {
			return Math.max.apply(null, names.map(function (name) {
				var row = cells[JSON.stringify([label, name])];
				return row ? number(row[y]) || 0 : 0;
			}));
		}, canvas);
		var sets = names.map(function (name, k) {
			var rows = labels.map(function (label) { return cells[JSON.stringify([label, name])]; });
			var set = dataset(k, name, rows.map(function (row) { return row ? number(row[y]) : null; }));

			set.borderWidth = 0;
			set.maxBarThickness = 42;
			set.minBarLength = 2;
			set.borderDash = [];
			if (low >= 0 && high >= 0) {
				set.range = rows.map(function (row) { return row ? [number(row[low]), number(row[high])] : null; });
			}
			return set;
		});
		// room for the whiskers, too
		var most = 0;
		data.rows.forEach(function (row) {
			most = Math.max(most, number(row[y]) || 0, high >= 0 ? number(row[high]) || 0 : 0);
		});
		return {
			type: "bar", data: { labels: labels, datasets: sets }, plugins: [whiskers],
			options: options({
				x: axis(spec.xTitle),
				y: axis(spec.yTitle, spec.log ? { type: "logarithmic", suggestedMax: most > 0 ? most : 1 } : { beginAtZero: true, suggestedMax: most > 0 ? most : 1 }),
			}, true),
		};
	}

	// Places for the vertices of a graph by springs, the same for the same graph
	function layout(count, edges) {
		var place = [], ideal = 1 / Math.sqrt(Math.max(count, 1)), heat = 0.1, step, i, j;

		for (i = 0; i < count; i++) {
			var angle = 2.399963 * i, radius = 0.5 * Math.sqrt((i + 0.5) / count);
			place.push([0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)]);
		}
		for (step = 0; step < 150; step++, heat *= 0.975) {
			var push = place.map(function () { return [0, 0]; });
			var force = function (a, b, size, dx, dy) {
				push[a][0] += dx * size; push[a][1] += dy * size;
				push[b][0] -= dx * size; push[b][1] -= dy * size;
			};
			for (i = 0; i < count; i++) {
				for (j = i + 1; j < count; j++) {
					var dx = place[i][0] - place[j][0], dy = place[i][1] - place[j][1];
					force(i, j, ideal * ideal / (dx * dx + dy * dy + 1e-6), dx, dy);
				}
				force(i, i, 0, 0, 0);
				push[i][0] += (0.5 - place[i][0]) * 0.5;
				push[i][1] += (0.5 - place[i][1]) * 0.5;
			}
			edges.forEach(function (edge) {
				var ex = place[edge[1]][0] - place[edge[0]][0], ey = place[edge[1]][1] - place[edge[0]][1];
				force(edge[0], edge[1], Math.sqrt(ex * ex + ey * ey) / ideal, ex, ey);
			});
			place.forEach(function (point, k) {
				var length = Math.sqrt(push[k][0] * push[k][0] + push[k][1] * push[k][1]) || 1;
				point[0] += push[k][0] / length * Math.min(length, heat);
				point[1] += push[k][1] / length * Math.min(length, heat);
			});
		}
		return place;
	}

	function segments(edges, place) {
		var points = [];

		edges.forEach(function (edge) {
			points.push({ x: place[edge[0]][0], y: place[edge[0]][1] }, { x: place[edge[1]][0], y: place[edge[1]][1] }, { x: NaN, y: NaN });
		});
		return points;
	}

	function graphChart(edges, place, sets) {
		var hidden = { display: false, grace: "6%" };
		var result = options({ x: hidden, y: Object.assign({}, hidden) }, sets.length > 1);

		result.plugins.tooltip.callbacks = {
			label: function (item) { return text(item.raw.name); },
		};
		result.plugins.tooltip.filter = function (item) { return item.raw.name !== undefined; };
		result.plugins.legend.labels.filter = function (item) { return item.text !== ""; };
		sets.push({
			label: "", type: "line", data: segments(edges, place), borderColor: isDark() ? "#5b6672" : "#b5bec8",
			borderWidth: 1, pointRadius: 0, pointHoverRadius: 0, spanGaps: false, order: 10,
		});
		return { type: "scatter", data: { datasets: sets }, options: result };
	}

	// 8 colours and 7 marks: the first 56 groups differ; an x is for what was fixed
	var groupMarks = marks.filter(function (name) { return name !== "crossRot"; });

	function vertices(label, k, points) {
		return {
			label: label, data: points, backgroundColor: k < 0 ? paper() : color(k), borderColor: k < 0 ? ink() : color(k),
			pointStyle: k < 0 ? "circle" : groupMarks[k % groupMarks.length], borderWidth: 1.5, order: 0,
			pointRadius: points.map(function (point) { return point.size; }),
			pointHoverRadius: points.map(function (point) { return point.size + 2; }),
		};
	}

	// The same places before and after: vertices of a group meet at their middle
	function graphs(data, canvases) {
		var count = data.names.length, place = layout(count, data.edges), size = count > 80 ? 4 : 6;
		var large = data.groups.filter(function (group) { return group.members.length > 1; });
		var kind = data.names.map(function () { return "alone"; });
		var before = [], after = [], middle = {}, of = [];

		large.forEach(function (group, k) {
			group.members.forEach(function (v) { kind[v] = "group"; });
			before.push(vertices(k < 8 ? "group of " + text(data.names[group.members[0]]) : "", k, group.members.map(function (v) {
				return { x: place[v][0], y: place[v][1], name: text(data.names[v]), size: size + 1 };
			})));
		});
		data.fixed.forEach(function (v) { kind[v] = "fixed"; });
		["alone", "fixed"].forEach(function (what) {
			var points = [];

			kind.forEach(function (k, v) {
				if (k === what) { points.push({ x: place[v][0], y: place[v][1], name: text(data.names[v]), size: what === "fixed" ? size - 2 : size }); }
			});
			if (points.length === 0) { return; }
			var set = vertices(what === "fixed" ? "fixed" : "not merged", -1, points);
			set.pointStyle = what === "fixed" ? "crossRot" : "circle";
			before.push(set);
		});
		data.groups.forEach(function (group, g) {
			var x = 0, y = 0;

			group.members.forEach(function (v) { x += place[v][0]; y += place[v][1]; of[v] = g; });
			middle[g] = [x / group.members.length, y / group.members.length];
		});
		var seen = {}, kept = [];
		data.edges.forEach(function (edge) {
			var a = of[edge[0]], b = of[edge[1]], key = Math.min(a, b) + "-" + Math.max(a, b);

			if (a === undefined || b === undefined || a === b || seen[key]) { return; }
			seen[key] = true;
			kept.push([a, b]);
		});
		data.groups.forEach(function (group, g) {
			var k = large.indexOf(group), length = group.members.length;

			after.push(vertices("", k, [{
				x: middle[g][0], y: middle[g][1], size: size + 2 * Math.sqrt(length - 1),
				name: text(data.names[group.members[0]]) + (length > 1 ? " and " + (length - 1) + " more" : ""),
			}]));
		});
		draw(canvases[0], graphChart(data.edges, place, before));
		var chart = graphChart(kept, middle, after);
		chart.options.plugins.legend.display = false;
		draw(canvases[1], chart);
	}

	function draw(canvas, configuration) {
		drawn.push(new window.Chart(canvas, configuration));
	}

	function drawAll() {
		drawn.splice(0).forEach(function (chart) { chart.destroy(); });
		document.querySelectorAll("script.data").forEach(function (script) {
			var data = JSON.parse(script.textContent);
			var canvases = script.closest("section").querySelectorAll("canvas");
			var makers = { lines: lines, bars: bars, groups: groups };

			if (data.chart.type === "graphs") {
				graphs(data, canvases);
			} else {
				draw(canvases[0], makers[data.chart.type](data, data.chart, canvases[0]));
			}
		});
		document.documentElement.setAttribute("data-charts", String(drawn.length));
	}

	if (!window.Chart) { return; }
	window.Chart.defaults.font.family = "system-ui, 'DejaVu Sans', sans-serif";
	window.Chart.defaults.font.size = 12;
	drawAll();
	if (query && query.addEventListener) { query.addEventListener("change", drawAll); }
}());
