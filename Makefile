# qshrink: build with PGXS; the engine also builds alone, without PostgreSQL.
#
#   make, make install     the extension, and its client where libpq and zlib are
#   make installcheck      SQL tests against a running server
#   make unit              engine tests (cmocka), no server
#   make sanitize          the same under address and undefined-behaviour sanitizers
#   make fuzz              build the libFuzzer targets;  make fuzz-run: a short run of each
#   make bench             solve generated instances, or INSTANCES=folder; kernels
#   make coverage          lines of the engine that its unit tests run, with floors
#   make dist              qshrink-VERSION.zip of the last commit, as PGXN takes it
#
# Another folder than that of the sources will do:
#   mkdir b && cd b && make -f ../Makefile           (or make -f FOLDER/Makefile VPATH=FOLDER)
# Another compiler: make CC=clang [CXX=clang++]; another server: make PGVERSION=17, or
# PG_CONFIG=/path/to/pg_config.

# Where the sources are, as a prefix: empty when that is here.  PGXS finds out for
# itself, but later than the lists of files need it.
SOURCE := $(patsubst %/,%,$(or $(VPATH),$(dir $(firstword $(MAKEFILE_LIST)))))
IN := $(if $(filter $(realpath .),$(realpath $(SOURCE))),,$(SOURCE)/)
files = $(patsubst $(IN)%,%,$(sort $(wildcard $(addprefix $(IN),$(1)))))

EXTENSION = qshrink
EXTENSION_VERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(IN)qshrink.control)
MODULE_big = qshrink

# The engine's folders are at most two deep (src/engine/FLOORS).
ENGINE_SOURCES := $(call files,src/engine/*/*.c src/engine/*/*/*.c)
GUARD_SOURCES := $(call files,src/engine/*/*.cpp)
BACKEND_SOURCES := $(call files,src/backend/*.c)
OBJS := $(patsubst %.c,%.o,$(ENGINE_SOURCES) $(BACKEND_SOURCES)) $(patsubst %.cpp,%.o,$(GUARD_SOURCES))

# Four folders of SQL that do not meet: sql/*.sql are the regression tests, sql/install
# the parts of the install script, sql/upgrade the upgrade scripts, sql/release the
# install scripts of released versions, which nothing changes any more.
UPGRADES := $(notdir $(call files,sql/upgrade/qshrink--*--*.sql))
DATA_built = qshrink--$(EXTENSION_VERSION).sql $(UPGRADES)
DATA = $(filter-out sql/release/qshrink--$(EXTENSION_VERSION).sql,$(call files,sql/release/qshrink--*.sql))
REGRESS = $(patsubst sql/%.sql,%,$(call files,sql/*.sql))
REGRESS_OPTS = --inputdir=$(or $(IN),.) --outputdir=build/regress --load-extension=qshrink

ARCHIVE = $(EXTENSION)-$(EXTENSION_VERSION).zip

# Objects of files that are gone go, too; a folder that is not that of the sources
# keeps no src.
EXTRA_CLEAN = $(wildcard qshrink--*.sql) $(ARCHIVE) build qshrink $(if $(IN),src,$(wildcard \
	$(addprefix src/,*/*.o */*.d */*/*.o */*/*.d */*/*/*.o */*/*/*.d)))

# The client, `qshrink`, is built where libpq and zlib are, and installed beside psql.
CLIENT_SOURCES := $(call files,src/client/*.c)
CLIENT_ASSETS := $(call files,src/client/report.*s)
CLIENT_OBJECTS := $(CLIENT_SOURCES:.c=.o) $(if $(CLIENT_ASSETS),build/client/report_assets.o)
COMPLETIONS = $(datadir)/bash-completion
CLIENT_LIBRARIES = -lpq -lz -lm

LIBRARIES = -lClp -lCoinUtils -lnlopt -llapacke -lstdc++ -lm -lpthread
SHLIB_LINK = $(LIBRARIES)
OWN_CPPFLAGS = -I$(IN)src/engine -I$(IN)src/backend -DQSHRINK_VERSION=\"$(EXTENSION_VERSION)\"
PG_CPPFLAGS = $(OWN_CPPFLAGS)
WARNINGS = -Wall -Wextra -Werror -Wno-declaration-after-statement

# Bitcode for inlining into queries gains nothing here and doubles the build; set
# before the include, whose conditionals read it.
override with_llvm = no

# PG_CONFIG names the server to build for, or PGVERSION its version.
ifndef PG_CONFIG
PG_CONFIG := $(shell PGVERSION=$(PGVERSION) bash $(SOURCE)/scripts/pg-config)
$(if $(PG_CONFIG),,$(error no PostgreSQL to build for))
endif
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# By VPATH a file built in the folder of the sources would pass for one built here.
override VPATH :=
srcdir := $(SOURCE)
ifneq ($(IN),)
vpath %.c $(SOURCE)
vpath %.cpp $(SOURCE)
vpath %.control $(SOURCE)
endif

# Warnings are for our code: server headers are system headers.
override CPPFLAGS := $(OWN_CPPFLAGS) \
	$(patsubst -I/%,-isystem /%,$(filter-out $(OWN_CPPFLAGS) -I. -I$(srcdir),$(CPPFLAGS)))

# PGXS hands over the flags of the compiler that built the server: the other one knows
# neither all of its warnings nor all of its optimisations.
FLAGS_OF_GCC = -fexcess-precision=% -flto% -ffat-lto-objects -specs=% -Wimplicit-fallthrough=% \
	-Wshadow=% -Wcast-function-type -Wno-format-truncation -Wno-stringop-truncation
FLAGS_OF_CLANG = -Wunguarded-availability-new -Wno-unused-command-line-argument \
	-Wno-compound-token-split-by-macro
is_clang = $(findstring clang,$(shell $(1) --version 2>/dev/null))
flags_for = $(filter-out $(if $(call is_clang,$(1)),$(FLAGS_OF_GCC),$(FLAGS_OF_CLANG)),$(2))
override CFLAGS := $(call flags_for,$(CC),$(CFLAGS))
override CXXFLAGS := $(call flags_for,$(CXX),$(CXXFLAGS))

# Numbers come out the same wherever they are computed (src/engine/base/arithmetic.h):
# products and sums are rounded one by one, and to their own type.
ARITHMETIC = -ffp-contract=off $(call ARITHMETIC_OF,$(shell $(1) -dumpmachine)) $(call SPARED,$(shell $(1) -dumpmachine) $(shell $(1) -dumpversion))
ARITHMETIC_OF = $(if $(filter i386-% i486-% i586-% i686-%,$(1)),-msse2 -mfpmath=sse) $(if $(filter s390x-%,$(1)),-fexcess-precision=fast)
# gcc 12.2 for 64-bit ARM breaks on loops that look for an extreme (internal error in
# vect_transform_reduction): there fmin and fmax are calls, as they are on x86.
SPARED = $(if $(and $(filter aarch64-%,$(1)),$(filter 12 12.%,$(1))),-fno-builtin-fmin -fno-builtin-fmax)
ENGINE_CFLAGS = -std=c11 -O3 -fno-math-errno -fno-trapping-math $(WARNINGS)
# The guard around a C++ library (src/engine/numeric/lp_guard.cpp)
GUARD_CXXFLAGS = -std=c++17 -O2 -Wall -Wextra -Werror
ARITHMETIC_OF_CC := $(call ARITHMETIC,$(CC))
ARITHMETIC_OF_CXX := $(call ARITHMETIC,$(CXX))
src/engine/%.o: override CFLAGS += $(ENGINE_CFLAGS) $(ARITHMETIC_OF_CC)
src/engine/%.o: override CXXFLAGS += $(GUARD_CXXFLAGS) $(ARITHMETIC_OF_CXX)
src/backend/%.o: override CFLAGS += -std=gnu11 $(WARNINGS) $(ARITHMETIC_OF_CC)
CLIENT_CFLAGS = -std=c11 $(WARNINGS)
src/client/%.o build/client/%.o: override CFLAGS += $(CLIENT_CFLAGS)

CLIENT_CPPFLAGS := $(if $(findstring -D_GNU_SOURCE,$(CPPFLAGS)),,-D_GNU_SOURCE) -isystem $(shell $(PG_CONFIG) --includedir)

# Compilers write down which headers an object was made from.
DEPENDENCIES = -MMD -MP
src/engine/%.o src/backend/%.o src/client/%.o: override CPPFLAGS += $(DEPENDENCIES)
src/client/%.o: override CPPFLAGS += $(CLIENT_CPPFLAGS)
-include $(OBJS:.o=.d) $(CLIENT_SOURCES:.c=.d)
src/backend/solve_store.o src/backend/module.o: $(IN)qshrink.control

$(OBJS) $(CLIENT_OBJECTS): | $(sort $(dir $(OBJS) $(CLIENT_OBJECTS)))
$(sort $(dir $(OBJS) $(CLIENT_OBJECTS))):
	mkdir -p $@

# Whether a header is there
has_header = $(shell printf '\043include <$(1)>\n' | $(CC) -isystem $(shell $(PG_CONFIG) --includedir) -E - >/dev/null 2>&1 && echo yes)
HAS_CLIENT := $(and $(call has_header,libpq-fe.h),$(call has_header,zlib.h))
ifeq ($(HAS_CLIENT),yes)
all: qshrink
install: install-client
uninstall: uninstall-client
else
$(info without libpq and zlib (headers) the client, qshrink, is not built)
endif

qshrink: $(CLIENT_OBJECTS)
	$(CC) $(CFLAGS) $(CLIENT_OBJECTS) -L$(shell $(PG_CONFIG) --libdir) $(LDFLAGS) $(CLIENT_LIBRARIES) -o $@

install-client: qshrink
	$(MKDIR_P) '$(DESTDIR)$(bindir)'
	$(INSTALL_PROGRAM) qshrink '$(DESTDIR)$(bindir)/qshrink'
	$(MKDIR_P) '$(DESTDIR)$(mandir)/man1' '$(DESTDIR)$(COMPLETIONS)'
	$(INSTALL_DATA) $(IN)src/client/qshrink.1 '$(DESTDIR)$(mandir)/man1/qshrink.1'
	$(INSTALL_DATA) $(IN)src/client/qshrink.bash '$(DESTDIR)$(COMPLETIONS)/qshrink'

uninstall-client:
	rm -f '$(DESTDIR)$(bindir)/qshrink' '$(DESTDIR)$(mandir)/man1/qshrink.1' '$(DESTDIR)$(COMPLETIONS)/qshrink'

# Style and script of reports become strings of C, a line each.
build/client/report_assets.c: $(addprefix $(IN),$(CLIENT_ASSETS)) | build/client/
	awk -f $(IN)src/client/embed.awk $(addprefix $(IN),$(CLIENT_ASSETS)) > $@.new
	mv $@.new $@

# pg_regress does not create the parent of its output folder.
installcheck: build/regress
build/regress:
	mkdir -p $@

# The install script is the concatenation of one file per concept.
INSTALL_PARTS := $(addprefix $(IN),$(call files,sql/install/*.sql))
qshrink--$(EXTENSION_VERSION).sql: $(INSTALL_PARTS)
	cat $(INSTALL_PARTS) > $@

# In an upgrade script a line "-- @part NAME" stands for that part of the install script,
# all of which is new: it is written once.
$(UPGRADES): %: $(IN)sql/upgrade/% $(INSTALL_PARTS)
	awk -v parts=$(IN)sql/install/ '$$1 == "--" && $$2 == "@part" { part = parts $$3; while ((status = (getline line < part)) > 0) print line; if (status < 0) { print "no part " part > "/dev/stderr"; exit 1 }; close(part); next } { print }' $< > $@.new
	mv $@.new $@

# ---------------------------------------------------------------------------
# The engine alone, which needs no PostgreSQL (PG_CONFIG=true then).  BUILD selects flags
# and directory: plain, clang, sanitize, coverage or a name of your own with a compiler
# BUILD_CC, flags BUILD_LEVEL and an emulator BUILD_RUN.
BUILD ?= plain
BUILD_CC ?= gcc
BUILD_CXX = $(if $(findstring clang,$(BUILD_CC)),clang++,g++)
BUILD_DIR = build/$(BUILD)
BUILD_LEVEL ?=
BUILD_RUN ?=
FLAGS_plain = -g
FLAGS_clang =
FLAGS_coverage = -g -O1 -Wno-error --coverage
# checks, not speed: unrolled kernels under sanitizers would compile for minutes
FLAGS_sanitize = -g -O1 -Wno-error -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
BUILD_ARITHMETIC := $(call ARITHMETIC,$(BUILD_CC))
BUILD_FLAGS = $(ENGINE_CFLAGS) $(BUILD_LEVEL) $(BUILD_ARITHMETIC) $(FLAGS_$(BUILD)) $(DEPENDENCIES) -I$(IN)src/engine -I$(IN)test/support -I$(IN)test/unit

ENGINE_OBJECTS := $(patsubst src/engine/%.c,$(BUILD_DIR)/%.o,$(ENGINE_SOURCES)) \
	$(patsubst src/engine/%.cpp,$(BUILD_DIR)/%.o,$(GUARD_SOURCES))
UNIT_TESTS := $(patsubst test/unit/%.c,$(BUILD_DIR)/%,$(call files,test/unit/test_*.c))
UNIT_SUPPORT := $(patsubst test/unit/%.c,$(BUILD_DIR)/unit/%.o,$(filter-out test/unit/test_%.c,$(call files,test/unit/*.c)))
# A host without a server and generated instances: what tests and benchmarks share
SUPPORT_OBJECTS := $(patsubst test/support/%.c,$(BUILD_DIR)/support/%.o,$(call files,test/support/*.c))

$(BUILD_DIR)/%.o: $(IN)src/engine/%.c
	@mkdir -p $(@D)
	$(BUILD_CC) $(BUILD_FLAGS) -c $< -o $@

$(BUILD_DIR)/%.o: $(IN)src/engine/%.cpp
	@mkdir -p $(@D)
	$(BUILD_CXX) $(GUARD_CXXFLAGS) $(BUILD_ARITHMETIC) $(FLAGS_$(BUILD)) $(DEPENDENCIES) -I$(IN)src/engine -c $< -o $@

$(UNIT_SUPPORT) $(SUPPORT_OBJECTS): $(BUILD_DIR)/%.o: $(IN)test/%.c
	@mkdir -p $(@D)
	$(BUILD_CC) $(BUILD_FLAGS) -c $< -o $@

-include $(patsubst %.o,%.d,$(ENGINE_OBJECTS) $(UNIT_SUPPORT) $(SUPPORT_OBJECTS)) $(wildcard $(BUILD_DIR)/*.d)

$(BUILD_DIR)/libengine.a: $(ENGINE_OBJECTS) $(SUPPORT_OBJECTS)
	rm -f $@
	ar rcs $@ $^

$(BUILD_DIR)/test_%: $(IN)test/unit/test_%.c $(UNIT_SUPPORT) $(BUILD_DIR)/libengine.a
	$(BUILD_CC) $(BUILD_FLAGS) $< $(UNIT_SUPPORT) $(BUILD_DIR)/libengine.a -lcmocka $(LIBRARIES) -o $@

engine: $(BUILD_DIR)/libengine.a

# make -j runs tests side by side; each prints its report when it is complete.
UNIT_RUNS := $(UNIT_TESTS:=.run)
$(UNIT_RUNS): %.run: %
	@rm -f $*.failed; { echo "# $*"; $(BUILD_RUN) $* || touch $*.failed; } >$*.log 2>&1; flock $(BUILD_DIR) cat $*.log

unit: $(UNIT_RUNS)
	@failed=$$(ls $(UNIT_TESTS:=.failed) 2>/dev/null); if [ -n "$$failed" ]; then echo "failed: $$failed"; exit 1; fi

# The stacks that gcc 14's sanitizer makes to find uses after return are not aligned for
# vectors of 64 bytes.
sanitize:
	ASAN_OPTIONS=detect_stack_use_after_return=0 $(MAKE) unit BUILD=sanitize

coverage:
	$(MAKE) unit BUILD=coverage
	scripts/coverage

# The client for its tests: make client BUILD=sanitize
BUILD_CLIENT_FLAGS = $(CLIENT_CFLAGS) -D_GNU_SOURCE -DQSHRINK_VERSION=\"$(EXTENSION_VERSION)\" $(FLAGS_$(BUILD)) $(DEPENDENCIES) -isystem $(shell $(PG_CONFIG) --includedir) -I$(IN)src/client
BUILD_CLIENT_OBJECTS := $(patsubst src/client/%.c,$(BUILD_DIR)/client/%.o,$(CLIENT_SOURCES))

$(BUILD_DIR)/client/%.o: $(IN)src/client/%.c
	@mkdir -p $(@D)
	$(BUILD_CC) $(BUILD_CLIENT_FLAGS) -c $< -o $@

-include $(BUILD_CLIENT_OBJECTS:.o=.d)

$(BUILD_DIR)/qshrink: $(BUILD_CLIENT_OBJECTS) build/client/report_assets.c
	$(BUILD_CC) $(BUILD_CLIENT_FLAGS) $^ $(CLIENT_LIBRARIES) -o $@

client: $(BUILD_DIR)/qshrink

# ---------------------------------------------------------------------------
# Fuzzers need clang's libFuzzer.
FUZZ_DIR = build/fuzz
FUZZ_FLAGS = -std=c11 -g -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined $(DEPENDENCIES) -I$(IN)src/engine -I$(IN)test/support $(WARNINGS) -Wno-error
FUZZERS := $(patsubst test/fuzz/%.c,$(FUZZ_DIR)/%,$(call files,test/fuzz/fuzz_*.c))
FUZZ_OBJECTS := $(patsubst src/engine/%.c,$(FUZZ_DIR)/%.o,$(ENGINE_SOURCES)) \
	$(patsubst src/engine/%.cpp,$(FUZZ_DIR)/%.o,$(GUARD_SOURCES))
FUZZ_SUPPORT := $(patsubst test/support/%.c,$(FUZZ_DIR)/support/%.o,$(call files,test/support/*.c))
FUZZ_SECONDS ?= 20

$(FUZZ_DIR)/%.o: $(IN)src/engine/%.c
	@mkdir -p $(@D)
	clang $(FUZZ_FLAGS) -c $< -o $@

$(FUZZ_SUPPORT): $(FUZZ_DIR)/support/%.o: $(IN)test/support/%.c
	@mkdir -p $(@D)
	clang $(FUZZ_FLAGS) -c $< -o $@

$(FUZZ_DIR)/%.o: $(IN)src/engine/%.cpp
	@mkdir -p $(@D)
	clang++ -std=c++17 $(filter-out -std=c11 -Wno-declaration-after-statement,$(FUZZ_FLAGS)) -c $< -o $@

# No target reaches the kernels, and instrumented they compile for minutes.
FUZZ_KERNELS := $(patsubst %,$(FUZZ_DIR)/quantum/statevector/statevector_%.o,avx2 avx512 neon portable)
$(FUZZ_KERNELS): $(FUZZ_DIR)/%.o: $(IN)src/engine/%.c
	@mkdir -p $(@D)
	clang -std=c11 -g -O1 $(DEPENDENCIES) -I$(IN)src/engine $(WARNINGS) -Wno-error -c $< -o $@

-include $(patsubst %.o,%.d,$(FUZZ_OBJECTS) $(FUZZ_SUPPORT)) $(wildcard $(FUZZ_DIR)/*.d)

$(FUZZ_DIR)/libengine.a: $(FUZZ_OBJECTS) $(FUZZ_SUPPORT)
	rm -f $@
	ar rcs $@ $^

$(FUZZ_DIR)/fuzz_%: $(IN)test/fuzz/fuzz_%.c $(FUZZ_DIR)/libengine.a
	clang $(FUZZ_FLAGS) -fsanitize=fuzzer $< $(FUZZ_DIR)/libengine.a $(LIBRARIES) -o $@

fuzz: $(FUZZERS)

FUZZ_RUNS := $(FUZZERS:=.run)
$(FUZZ_RUNS): %.run: %
	@mkdir -p $*.corpus
	@$* -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -artifact_prefix=$*- $*.corpus $(wildcard $(IN)test/fuzz/corpus/$(@F:.run=)) >$*.log 2>&1; \
		status=$$?; flock $(FUZZ_DIR) cat $*.log; exit $$status

fuzz-run: $(FUZZ_RUNS)

# ---------------------------------------------------------------------------
BENCHES := $(patsubst test/bench/%.c,$(BUILD_DIR)/%,$(call files,test/bench/*.c))
$(BUILD_DIR)/bench_%: $(IN)test/bench/bench_%.c $(BUILD_DIR)/libengine.a
	$(BUILD_CC) $(BUILD_FLAGS) $< $(BUILD_DIR)/libengine.a $(LIBRARIES) -o $@

# make bench INSTANCES="folder ..." solves every instance file there (default: generated
# ones); BENCH_OPTIONS are those of test/bench/bench_solve.c.  Folders of models in model-json
# give a table of them alone, and BENCH_OPTIONS are those of scripts/bench-models.
INSTANCES ?=
ifneq ($(wildcard $(addsuffix /*.json,$(INSTANCES)) $(addsuffix /*.json.gz,$(INSTANCES))),)
bench: $(BUILD_DIR)/bench_solve
	$(IN)scripts/bench-models --bench $(BUILD_DIR)/bench_solve $(BENCH_OPTIONS) $(INSTANCES)
else
bench: $(BENCHES)
	$(BUILD_DIR)/bench_solve $(BENCH_OPTIONS) $(INSTANCES)
	@for bench in $(filter-out %/bench_solve,$(BENCHES)); do echo "# $$bench"; $$bench || exit 1; done
endif

# ---------------------------------------------------------------------------
# What META.json describes, for PGXN: files as the last commit has them.
dist:
	git -C $(or $(SOURCE),.) archive --format=zip --prefix=$(EXTENSION)-$(EXTENSION_VERSION)/ HEAD >$(ARCHIVE)

.PHONY: dist install-client uninstall-client client engine unit sanitize coverage fuzz fuzz-run bench $(UNIT_RUNS) $(FUZZ_RUNS)
