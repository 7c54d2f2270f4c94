#!/usr/bin/env perl
# docs/reference.md says what the catalogue says.
use strict;
use warnings;
use Test::More;

my $written = do { local (@ARGV, $/) = ('docs/reference.md'); <> };
my $catalogue = `psql -X -q -A -t -d tap -f scripts/reference.sql 2>&1`;

is($?, 0, 'the catalogue can be written down');
unlike($catalogue, qr/^\.$|\| \|$/m, 'every object has a comment');
ok($written eq $catalogue, 'docs/reference.md is what scripts/reference writes')
	or diag(`psql -X -q -A -t -d tap -f scripts/reference.sql | diff docs/reference.md - | head -20`);
done_testing();
