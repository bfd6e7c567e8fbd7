# squill: one Makefile, not recursive; a new source file needs no line here.
#
# Rooms are wildcards. dialects/<db>/driver*.c and result.c become libsquill-<db> where the client
# library is installed; everything else is libsquill. Tests see the static libraries (and so the
# internal functions), examples and tests/ffi the shared ones. `make help` lists the goals.

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.DEFAULT_GOAL := all
MAKEFLAGS += --no-print-directory
B ?= build
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man

ifneq ($(filter deps,$(MAKECMDGOALS)),)
# `deps` comes first, then a fresh make that sees what was installed; so also with -j.
REST := $(filter-out deps,$(MAKECMDGOALS))
.PHONY: deps $(REST)
deps:
	@B='$(B)' sh tests/deps.sh $(REST)
$(firstword $(REST)): deps
	+@$(MAKE) $(REST)
$(wordlist 2,99,$(REST)): $(firstword $(REST))
	@:
else

VERSION := $(shell sed -n 's/^.define SQ_VERSION_STRING "\(.*\)"/\1/p' include/squill/base.h)
SO := 0
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wstrict-prototypes \
  -Wmissing-prototypes -Wundef -Werror=incompatible-pointer-types -Werror=int-conversion
# Nobody puts another function in the place of an exported one: the libraries call their own without
# a detour, and inline them.
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -fPIC -fvisibility=hidden \
  -fno-semantic-interposition -pthread -Iinclude -I. \
  $(WARNINGS) $(if $(WERROR),-Werror) $(CPPFLAGS) $(CFLAGS)
Q := $(if $(V),,@)
say = @$(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),:,echo '  $(1)')
objects = $(patsubst %.c,$(B)/obj/%.o,$(1))
programs = $(patsubst %.c,$(B)/%,$(1))

# --- sources of the libraries
DRIVER_C := $(wildcard dialects/*/driver*.c dialects/*/result.c)
CORE_C := $(wildcard lib/*/*.c dialects/*.c) $(filter-out $(DRIVER_C),$(wildcard dialects/*/*.c))
pc_sqlite := sqlite3
pc_postgresql := libpq
pc_mysql := libmariadb
DRIVERS := $(foreach d,$(sort $(patsubst dialects/%/,%,$(dir $(DRIVER_C)))),$(shell \
  pkg-config --exists $(pc_$(d)) && echo $(d)))
driver_c = $(filter dialects/$(1)/%,$(DRIVER_C))
$(foreach d,$(DRIVERS),$(eval CFLAGS_$(d) := $(shell pkg-config --cflags $(pc_$(d)))) \
  $(eval LIBS_$(d) := $(shell pkg-config --libs $(pc_$(d)))))
LIBRARIES := squill $(DRIVERS:%=squill-%)
STATIC := $(LIBRARIES:%=$(B)/lib%.a)
SHARED := $(LIBRARIES:%=$(B)/lib%.so)
DRIVER_A := $(DRIVERS:%=$(B)/libsquill-%.a)

# --- programs
SUITES := unit sql key suite
TEST_C := $(wildcard $(SUITES:%=tests/%/test_*.c))
SUPPORT_C := $(wildcard tests/support/*.c)
TOOL_C := $(wildcard tests/tools/*.c)
FFI_C := $(wildcard tests/ffi/test_*.c)
EXAMPLE_C := $(wildcard docs/examples/*.c)
FUZZ_C := $(wildcard tests/fuzz/fuzz_*.c)
TESTS := $(call programs,$(TEST_C))
EXAMPLES := $(call programs,$(EXAMPLE_C))
CHECK_LIBS := $(shell pkg-config --libs check 2>/dev/null) $(if $(wildcard /usr/include/pg_query.h),-lpg_query)
TEST_FLAGS := $(DRIVERS:%=-DSQT_WITH_%=1) $(if $(wildcard /usr/include/pg_query.h),-DSQT_WITH_pg_query=1) \
  $(if $(shell pkg-config --exists sqlite3 && echo y),-DSQT_WITH_sqlite3=1)
SQLITE_LIBS := $(shell pkg-config --libs sqlite3 2>/dev/null)
LINT_C = $(CORE_C) $(foreach d,$(DRIVERS),$(call driver_c,$(d)))
STATIC_LIBS = $(DRIVER_A) $(B)/libsquill.a $(foreach d,$(DRIVERS),$(LIBS_$(d)))
SHARED_LIBS = -L$(B) -lsquill -Wl,-rpath,$(abspath $(B))

.PHONY: faults prove-cache prove-memory prove-wire prove-literals prove-identifiers prove-meaning all help clean deps demo check features check-asan check-tsan check-valgrind check-oom fuzz layers \
  headers symbols twins format format-check lint metrics coverage examples check-install parity bench bench-plots verdict types-matrix \
  docs install uninstall tests negative
all: $(STATIC) $(SHARED)
help:
	@sed -n 's/^## //p' Makefile

# --- compile and link; a change of compiler or flags rebuilds
FLAGS_NOW := $(CC) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TEST_FLAGS)
ifneq ($(filter-out help clean layers metrics format format-check,$(or $(MAKECMDGOALS),all)),)
ifneq ($(file <$(B)/flags),$(FLAGS_NOW))
$(shell mkdir -p $(B))$(file >$(B)/flags,$(FLAGS_NOW))
endif
endif

$(B)/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC $<)
	$(Q)$(CC) $(ALL_CFLAGS) $(if $(filter dialects/%,$<),$(CFLAGS_$(word 2,$(subst /, ,$<)))) \
	  $(if $(filter bench/exec_%,$<),$(foreach d,$(DRIVERS),$(CFLAGS_$(d)))) \
	  $(if $(filter tests/% bench/%,$<),$(TEST_FLAGS)) -MMD -MP -c -o $@ $<

# base alone: what a driver's shared library may use besides the exported functions. Which task runs
# is known in one place, libsquill.
$(B)/libbase.a: $(call objects,$(filter-out lib/base/task.c lib/base/fiber.c,$(wildcard lib/base/*.c)))
$(B)/libsquill.a: $(call objects,$(CORE_C))
$(foreach d,$(DRIVERS),$(eval $(B)/libsquill-$(d).a: $(call objects,$(call driver_c,$(d)))))
$(STATIC) $(B)/libbase.a:
	$(call say,AR $@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $(filter %.o,$^)

LINK_SO = $(CC) -shared $(CFLAGS) $(LDFLAGS) -Wl,-soname,$(@F).$(SO) -Wl,--version-script=lib/squill.map \
  -Wl,-Bsymbolic-functions -Wl,-z,relro,-z,now -Wl,--no-undefined -o $@
LN_SO = ln -sf $(@F) $@.$(SO)
$(B)/libsquill.so: $(call objects,$(CORE_C)) lib/squill.map
	$(call say,LD $@)
	$(Q)$(LINK_SO) $(filter %.o,$^) -Wl,-rpath,'$$ORIGIN' -pthread
	@$(LN_SO)
$(B)/libsquill-%.so: $(B)/libsquill-%.a $(B)/libsquill.so $(B)/libbase.a lib/squill.map
	$(call say,LD $@)
	$(Q)$(LINK_SO) -Wl,--whole-archive $< -Wl,--no-whole-archive -L$(B) -lsquill $(B)/libbase.a \
	  -Wl,--exclude-libs,libbase.a $(LIBS_$*) -pthread
	@$(LN_SO)

# --- tests: a program a file; files without test_ are linked into all of their folder
define SUITE
$(B)/tests/$(1)/test_%: $(B)/obj/tests/$(1)/test_%.o $(call objects,$(filter-out tests/$(1)/test_%,\
  $(wildcard tests/$(1)/*.c)) $(SUPPORT_C)) $(STATIC)
	@mkdir -p $$(@D)
	$$(call say,LD $$@)
	$$(Q)$$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) $$(STATIC_LIBS) $$(SQLITE_LIBS) $$(CHECK_LIBS) \
	  -pthread
endef
$(foreach s,$(SUITES),$(eval $(call SUITE,$(s))))

# one program of several files, on the static libraries
PARITY_O := $(call objects,$(wildcard tests/parity/*.c) tests/support/page.c)
VERDICT_O := $(call objects,$(wildcard tests/verdict/*.c) $(addprefix tests/support/,database.c page.c))
TYPES_O := $(call objects,$(wildcard tests/types/*.c) $(addprefix tests/support/,database.c page.c))
BENCH_O := $(call objects,$(wildcard bench/*.c))
$(B)/parity: $(PARITY_O) $(STATIC)
	$(call say,LD $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(PARITY_O) $(STATIC_LIBS) $(shell pkg-config --libs jansson) -pthread
$(B)/bench: $(BENCH_O) $(STATIC)
	$(call say,LD $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(BENCH_O) $(STATIC_LIBS) $(SQLITE_LIBS) -lm -pthread
$(B)/verdict: $(VERDICT_O) $(STATIC)
	$(call say,LD $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(VERDICT_O) $(STATIC_LIBS) -pthread
$(B)/types: $(TYPES_O) $(STATIC)
	$(call say,LD $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(TYPES_O) $(STATIC_LIBS) -pthread
$(B)/tests/fuzz/fuzz_tree: $(call objects,$(wildcard tests/unit/tree*.c))
$(B)/tests/fuzz/%: $(B)/obj/tests/fuzz/%.o $(STATIC)
	@mkdir -p $(@D)
	$(call say,LD $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(STATIC_LIBS) -pthread
$(call programs,$(TOOL_C)): $(B)/%: $(B)/obj/%.o
	@mkdir -p $(@D)
	$(call say,LD $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $<

# on the shared libraries: public headers and exported functions alone
$(EXAMPLES) $(call programs,$(FFI_C)): $(B)/%: %.c $(SHARED) $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC $<)
	$(Q)$(CC) -std=c11 $(WARNINGS) $(if $(WERROR),-Werror) $(CFLAGS) -Iinclude -MMD -MP -MF $@.d -o $@ $< \
	  $(SHARED_LIBS) $(if $(filter tests/%,$<),$(CHECK_LIBS)) -pthread
tests: $(TESTS) $(EXAMPLES) $(call programs,$(FFI_C) $(TOOL_C))

# --- checks
export B CC CFLAGS CPPFLAGS LDFLAGS WERROR V CORPUS AREAS PROVE SQ_REQUIRE DATABASE_URL DRIVERS
RUN = +@MAKE='$(MAKE)' sh tests/check.sh

## make [all]            libraries, static and shared, of every database whose client library is there
## make deps GOALS       installs what GOALS need, then makes them
## make demo             the main job on real data (DATABASE_URL= for another database)
demo: $(B)/docs/examples/unicode $(SHARED)
	@$(B)/docs/examples/unicode $(or $(DATABASE_URL),sqlite:///$(B)/unicode.db)
## make check            all tests; the last line is `N passed, N failed, N skipped`
check:
	$(RUN) build unit sql key ffi negative layers headers symbols twins metrics format-check lint \
	  install examples collide asan ubsan tsan fuzz servers suite verdict types demo parity-quick features
## make features         the feature list against the library and the tests that passed
features:
	$(RUN) build unit sql key ffi suite features
## make faults           harm done to connections, servers and processes: a table, 0 wrong
faults:
	$(RUN) build faults
## make check-asan, check-tsan, check-valgrind, check-oom, fuzz    one lane
check-asan:
	$(RUN) asan
check-tsan:
	$(RUN) tsan
check-valgrind:
	$(RUN) valgrind
check-oom:
	$(RUN) oom
fuzz:
	$(RUN) fuzz
## make layers headers symbols twins negative format-check lint metrics examples    one check
layers headers twins negative format-check lint:
	$(RUN) $@
symbols: all
	$(RUN) $@
check-install: all
	$(RUN) install
examples: all $(EXAMPLES)
	$(RUN) examples
metrics:
	@sh tests/check_metrics.sh
## make format           clang-format over all sources
format:
	@sh tests/check_format.sh -i
## make coverage         lines run by the unit, sql and key tests, by folder
coverage:
	+@MAKE='$(MAKE)' sh tests/coverage.sh
## make parity CORPUS=DIR [AREAS=a,b] [V=1]    every case of the corpus
parity: $(if $(PARITY_O),$(B)/parity)
	@$(if $<,$< $(if $(AREAS),--areas=$(AREAS)) $(if $(V),--verbose) --failures=$(B)/parity-failures.txt \
	  --listed=docs/differences-from-sqlalchemy.md \
	  $(or $(CORPUS),$(error parity: say CORPUS=DIR)),echo 'parity: tests/parity holds no program')
## make bench            against the hand-written baseline: a table and build/bench.jsonl
bench: $(if $(BENCH_O),$(B)/bench) $(call programs,$(TOOL_C))
	@$(if $(BENCH_O),SQ_SERVERS_CORE=$$(taskset -cp $$$$ 2>/dev/null | sed 's/.*[^0-9]//') sh tests/with_servers.sh $(B) $(B)/bench --output=$(B)/bench.jsonl $(BENCH_ARGS),echo \
	  'bench: bench/ holds no program')
## make bench-plots      its figures as SVG, in docs/plots (gnuplot; runs make bench if it was not)
$(B)/bench.jsonl:
	$(MAKE) bench
bench-plots: $(B)/bench.jsonl
	@sh bench/plot.sh $< docs/plots
## make verdict          what each database makes of each construct
verdict: $(if $(VERDICT_O),$(B)/verdict) $(call programs,$(TOOL_C))
	@$(if $<,sh tests/with_servers.sh $(B) $< docs/dialects.md,echo 'verdict: tests/verdict holds no program')
## make types-matrix     what comes back of each value through a column of each type, by database
types-matrix: $(if $(TYPES_O),$(B)/types) $(call programs,$(TOOL_C))
	@$(if $<,sh tests/with_servers.sh $(B) $< docs/types.md,echo 'types: tests/types holds no program')
## make prove-literals prove-identifiers prove-meaning    the random checks of `check`, in full
prove-literals prove-identifiers: prove-%: $(B)/tests/suite/test_% $(call programs,$(TOOL_C))
	@PROVE=1 sh tests/with_servers.sh $(B) $<
## make prove-wire       the connection cut at every byte of both directions
prove-wire: $(B)/tests/suite/test_fault_wire $(call programs,$(TOOL_C))
	@PROVE=1 CK_DEFAULT_TIMEOUT=3600 sh tests/with_servers.sh $(B) $<
## make prove-cache prove-memory    100 million pairs of statements; 10 million executions
prove-cache: $(B)/tests/key/test_cache_pairs
	@PROVE=1 CK_DEFAULT_TIMEOUT=36000 $<
prove-memory: $(B)/tests/unit/test_cache
	@PROVE=1 CK_DEFAULT_TIMEOUT=36000 CK_RUN_CASE=test_cache_memory_stays_flat $<
prove-meaning: $(B)/tests/unit/test_meaning
	@CK_DEFAULT_TIMEOUT=36000 TREES=$(or $(TREES),1000000) $<
## make docs             API reference in build/docs (doxygen)
docs: $(wildcard docs/Doxyfile)
	@$(if $<,OUTPUT_DIRECTORY=$(B)/docs doxygen $<,echo 'docs: no docs/Doxyfile')

# --- install
HEADERS := $(patsubst include/%,%,$(wildcard include/*.h include/squill/*.h include/squill/*.def \
  include/squill/sys/*.h include/squill/sys/*.def))
MAN_OF := $(wildcard include/*.h include/squill/*.h include/squill/sys/*.h)
INSTALLED = $(HEADERS:%=$(INCLUDEDIR)/%) $(foreach l,$(LIBRARIES),$(addprefix $(LIBDIR)/lib$(l),.a .so \
  .so.$(SO) .so.$(VERSION)) $(LIBDIR)/pkgconfig/$(l).pc)
# A page for each header, and one for each function that points to its header's.
$(B)/man/made: docs/man.awk $(MAN_OF)
	@rm -rf $(@D) && mkdir -p $(@D)
	@for h in $(MAN_OF); do awk -v version=$(VERSION) -v dir=$(@D) -f $< $$h || exit 1; done
	@touch $@
## make install [DESTDIR=] [PREFIX=/usr/local] [LIBDIR=], make uninstall
install: all $(B)/man/made
	for f in $(HEADERS); do install -D -m 644 include/$$f $(DESTDIR)$(INCLUDEDIR)/$$f || exit 1; done
	for l in $(LIBRARIES); do \
	  install -D -m 644 $(B)/lib$$l.a $(DESTDIR)$(LIBDIR)/lib$$l.a && \
	  install -m 755 $(B)/lib$$l.so $(DESTDIR)$(LIBDIR)/lib$$l.so.$(VERSION) && \
	  ln -sf lib$$l.so.$(VERSION) $(DESTDIR)$(LIBDIR)/lib$$l.so.$(SO) && \
	  ln -sf lib$$l.so.$(SO) $(DESTDIR)$(LIBDIR)/lib$$l.so || exit 1; done
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig
	$(foreach l,$(LIBRARIES),sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@INCLUDEDIR@|$(INCLUDEDIR)|' \
	  -e 's|@VERSION@|$(VERSION)|; s|@DB@|$(l:squill-%=%)|; s|@CLIENT@|$(pc_$(l:squill-%=%))|' \
	  lib/$(if $(l:squill=),driver,squill).pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/$(l).pc &&) :
	install -d $(DESTDIR)$(MANDIR)/man3 && install -m 644 $(B)/man/*.3 $(DESTDIR)$(MANDIR)/man3
uninstall: $(B)/man/made
	rm -f $(INSTALLED:%=$(DESTDIR)%)
	for m in $(B)/man/*.3; do rm -f $(DESTDIR)$(MANDIR)/man3/$${m##*/}; done
	rmdir $(DESTDIR)$(INCLUDEDIR)/squill/sys $(DESTDIR)$(INCLUDEDIR)/squill 2>/dev/null || :

print-%:
	@echo $($*)
## make clean
clean:
	rm -rf $(B)

-include $(shell find $(B)/obj $(B)/docs $(B)/tests -name '*.d' 2>/dev/null)
endif
