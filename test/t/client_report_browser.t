#!/usr/bin/env perl
# Reports opened in a browser, headless Chromium: each picture is drawn and not blank, no
# script fails, names stay text, nothing scrolls sideways, in light and in dark.
use strict;
use warnings;
use lib 'test/t';
use Client;
use File::Temp qw(tempdir);
use Test::More;

my ($browser) = grep { -x } map { ("$_/chromium", "$_/chromium-browser") } split /:/, $ENV{PATH};
plan skip_all => 'no Chromium' unless $browser;
plan skip_all => 'no Chart.js' unless client('doctor')->{stdout} =~ m{^  Chart\.js +/}m;

my $directory = tempdir(CLEANUP => 1);
database('browser');

# What the page says of itself once it is drawn, in an element at its end
my $probe = <<'JS';
<script>
window.addEventListener("load", function () { setTimeout(function () {
	var canvases = Array.from(document.querySelectorAll("canvas"));
	var result = {
		errors: window.probeErrors, canvases: canvases.length, charts: Number(document.documentElement.getAttribute("data-charts")),
		blank: canvases.filter(function (canvas) {
			var pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, seen = {};
			for (var k = 0; k < pixels.length; k += 4) { if (pixels[k + 3] > 0) { seen[pixels[k] + "," + pixels[k + 1] + "," + pixels[k + 2]] = true; } }
			return Object.keys(seen).length < 4;
		}).map(function (canvas) { return canvas.closest("section").id; }),
		tables: Array.from(document.querySelectorAll("section")).filter(function (s) { return s.querySelector("canvas") && !s.querySelector("table"); }).length,
		sideways: Array.from(document.querySelectorAll("html, .scroll, figure, section")).filter(function (e) {
			return e.scrollWidth > e.clientWidth + 1; }).map(function (e) { return e.id || e.closest("section, html").id || e.tagName; }),
		left: Array.from(document.querySelectorAll("td.n")).filter(function (e) { return getComputedStyle(e).textAlign !== "right"; }).length,
		paper: getComputedStyle(document.body).backgroundColor, evil: window.evil === undefined ? "no" : "yes", bold: document.querySelectorAll("b, i").length,
	};
	var pre = document.createElement("pre");
	pre.id = "probe";
	pre.textContent = JSON.stringify(result);
	document.body.appendChild(pre);
}, 500); });
</script>
JS
my $catch = '<script>window.probeErrors = []; window.onerror = function (m) { window.probeErrors.push(String(m)); }; window.addEventListener("securitypolicyviolation", function (e) { window.probeErrors.push("policy " + e.violatedDirective); });</script>';

# The page's document after its scripts ran; more are options of the browser
sub browse
{
	my ($page, $width, @more) = @_;
	$page =~ s{<head>}{<head>$catch};
	$page =~ s{</body>}{$probe</body>};
	my $path = write_file("$directory/page.html", $page);
	my $profile = tempdir(CLEANUP => 1);
	my $run = client_finish(client_start([qw(--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
		--disable-component-update --disable-sync), "--user-data-dir=$profile", "--window-size=$width,1000", '--virtual-time-budget=8000', @more, '--dump-dom', "file://$path"],
		program => [$browser]), seconds => 100);
	return $run->{stdout};
}
sub judged
{
	my ($dom) = @_;
	my ($probe) = $dom =~ m{<pre id="probe">(.*?)</pre>}s;
	return undef unless defined $probe;
	$probe =~ s/&lt;/</g; $probe =~ s/&gt;/>/g; $probe =~ s/&amp;/&/g;
	my %value;
	$value{$1} = $2 while $probe =~ /"(\w+)":(\[.*?\]|"[^"]*"|[\d.]+|null)/g;
	return \%value;
}
sub look
{
	my ($name, $page, $least, @more) = @_;
	foreach my $width (1280, 420)
	{
		my $dom = browse($page, $width, @more);
		my $seen = judged($dom) or do { fail("$name at $width pixels is drawn"); diag(substr($dom, -2000)); next; };
		is($seen->{errors}, '[]', "$name at $width pixels: no script fails");
		ok($seen->{charts} >= $least, "it has $seen->{charts} pictures");
		is($seen->{charts}, $seen->{canvases}, 'every place for one has one');
		is($seen->{blank}, '[]', 'none is blank');
		is($seen->{tables}, 0, 'each has its table beside it');
		is($seen->{left}, 0, 'numbers stand to the right');
		is($seen->{evil} . $seen->{bold}, '"no"0', 'no markup of names');
		is($seen->{sideways}, '[]', 'nothing scrolls sideways') if $width == 1280;
		unlike($seen->{sideways}, qr/"HTML"/, 'the page does not scroll sideways') if $width == 420;
	}
}

my $evil = q{</script><script>evil = 1</script><b>&amp;"};
psql("SELECT qshrink_mis(\$n\$$evil\$n\$, 'SELECT ''<i>'' || i, ''<i>'' || i % 30 + 1 FROM generate_series(1, 30) AS i UNION SELECT ''<i>'' || i, ''<i>'' || i * 7 % 30 + 1 FROM generate_series(1, 30) AS i WHERE i <> i * 7 % 30 + 1');
	SELECT qshrink_maxcut('cut', 'SELECT i, i % 40 + 1, 1 + i % 3 FROM generate_series(1, 40) AS i UNION ALL SELECT i, i * 7 % 40 + 1, 2 FROM generate_series(1, 40) AS i WHERE i <> i * 7 % 40 + 1');
	SELECT qshrink_mdkp('pack ' || i, 'SELECT i, 20 + i * 37 % 61 FROM generate_series(1, 40) AS i', 'SELECT r, i, 5 + i * (17 + 6 * r) % ' || (41 + i) || ' FROM generate_series(1, 3) AS r, generate_series(1, 40) AS i', 'SELECT r, 300 FROM generate_series(1, 3) AS r') FROM generate_series(1, 3) AS i");
my @shrinking = qw(-q --max-qubits 10 --no-proof --no-presolve --no-certified --rounds 3 --seed 1 --log all --spectral-drift 2);
client('solve', $_, @shrinking) foreach ($evil, 'cut');
client('solve', $evil, @shrinking, '--solver', 'uniform');

sub report
{
	my $run = client('report', @_, '-q', '-o', "$directory/report.html");
	is($run->{status}, 0, "report @_");
	return slurp("$directory/report.html");
}
look('an independent set', report($evil), 11);
my $cut = report('cut');
look('a cut', $cut, 12);
is(client('bench', 'pack 1', 'pack 2', 'pack 3', '--solvers', 'qaoa,uniform,none', '--seeds', '2', '--rounds', '2', '-e', $evil, '-q')->{status}, 0, 'an experiment');
look('an experiment', report($evil, '--experiment'), 6);

# ---- the words, and the dark ----

my $dom = browse($cut, 1280);
foreach my $words ('Incumbent and bound over time (s)', 'Objective by round: raw, repaired, polished', 'Distribution of shots by objective', 'Qubits and merges by round',
	'What was shrunk and why (number of steps)', 'The graph before and after shrinking', 'Circuit resources by round', 'Spectrum before and after shrinking')
{
	like($dom, qr{<h2>\Q$words\E</h2>}, $words);
}
my $light = judged($dom)->{paper};
my $dark = judged(browse($cut, 1280, '--blink-settings=preferredColorScheme=0'))->{paper};
isnt($dark, $light, 'dark where that is wanted') or diag("$light $dark");
look('a cut in the dark', $cut, 12, '--blink-settings=preferredColorScheme=0');

done_testing();
