# pytutor-mem
#
#   make            both programs into build/ (optimised, link-time optimised)
#   make pgo        the same into build-pgo/, guided by a profile (gcc; minutes)
#   make debug      the same into build-debug/, for a debugger
#   make asan       into build-asan/, with address and undefined sanitizers
#   make tsan       into build-tsan/, with the thread sanitizer; then
#                   python3 tests/stress.py --tsan build-tsan/pytutor-mem
#   make fuzz       any bytes as a program and as a trace (clang)
#   make stress     threads under stress; the same schedule 1,000 times
#   make demo       set up, build, run a real example, show its heap
#   make test       set up, build, pass all tests
#   make install    PREFIX=/usr/local DESTDIR=: what make pgo builds, or with
#                   FROM=build what make builds
#   make gallery    draw docs/gallery and the README's picture anew
#   make conformance  CPython's own tests, into docs/conformance.md
#   make bench      speed and memory beside python3.11
#   make oracle     record CPython 3.11's output of all test scripts anew
#   make format     lay out what is not committed yet (git clang-format)
#   make lint clean

CC ?= cc
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
READLINE ?= 1
OPT ?= -O2 -g1
SAN ?=

IS_GCC := $(shell $(CC) --version 2>/dev/null | grep -c 'Free Software')
ifeq ($(BUILD),build)
ifneq ($(IS_GCC),0)
LTO ?= -flto=auto -ffat-lto-objects
endif
endif
LTO ?=

WARN := -Wall -Wextra -Wshadow -Wstrict-aliasing=2 -Werror=implicit-function-declaration
ifneq ($(WERROR),)
WARN += -Werror
endif
CPPFLAGS += -I. -D_GNU_SOURCE
CFLAGS_ALL = -std=gnu11 $(OPT) $(WARN) $(SAN) $(CODE_FIXED) -fno-strict-aliasing -fwrapv $(CFLAGS)

# At a fixed place, as Debian's python3.11 is, and with the libraries inside
# where their archives are installed: the loader has 27,000 addresses less to
# write and a dozen files less to map, a third of the time of `run -c pass`. The
# sanitizers' builds keep to what those know.
ifeq ($(SAN),)
CODE_FIXED := -fno-pie
LINK_FIXED := -no-pie
archive = $(shell $(CC) -print-file-name=lib$(1).a)
library = $(if $(filter /%,$(archive)),-l:lib$(1).a,-l$(1))
else
library = -l$(1)
endif
libraries = $(foreach name,$(1),$(call library,$(name)))
LDLIBS_RUNTIME := $(call libraries,ffi gmp unistring pcre2-8 pcre2-16 \
	pcre2-32 z expat bz2 lzma) -ldl -lm
LDLIBS_VIEWS := $(call libraries,zstd unistring \
	$(if $(filter-out 0,$(READLINE)),readline \
	$(if $(filter /%,$(call archive,readline)),tinfo))) -lpthread

RUNTIME_SRC := $(sort $(wildcard gc/*.c interp/*.c interp/*/*.c))
VIEW_SRC := $(sort $(wildcard visualizer/*.c))
DRAW_SRC := $(sort $(wildcard visualizer/draw/*.c))

PLAIN_OBJ := $(RUNTIME_SRC:%.c=$(BUILD)/plain/%.o)
LINES_OBJ := $(RUNTIME_SRC:%.c=$(BUILD)/lines/%.o)
EACH_OBJ := $(RUNTIME_SRC:%.c=$(BUILD)/each/%.o)
RUNTIMES := $(BUILD)/runtime_plain.o $(BUILD)/runtime_lines.o \
	$(BUILD)/runtime_each.o
# Linked once, whole: it stands before malloc for all of them.
SHIM_OBJ := $(BUILD)/view/gc/shim/foreign.o
VIEW_OBJ := $(VIEW_SRC:%.c=$(BUILD)/view/%.o) $(BUILD)/view/gc/event.o
DRAW_OBJ := $(DRAW_SRC:%.c=$(BUILD)/draw/%.o) \
	$(BUILD)/draw/visualizer/support.o \
	$(BUILD)/draw/visualizer/film_marks.o
DRAW_LIBS := libgvc libcgraph pangocairo cairo-pdf zlib

.PHONY: all pgo debug asan tsan stress fuzz fuzz-programs demo test check test-asan unit install bench oracle conformance gallery \
	format lint clean deps deps-test
all: $(BUILD)/pytutor-mem $(BUILD)/pytutor-mem-draw

# The runtime is compiled three times: plain, recording lines, recording each
# instruction. Each becomes one object file that shows only its
# RuntimeInterface. Hidden, because the
# compiler of a relocatable link (LTO) else takes every function for one that
# another may replace: it inlines none and finds each variable by a table.
HIDDEN := -fvisibility=hidden
COMPILE_RUNTIME = $(CC) $(CPPFLAGS) $(CFLAGS_ALL) $(HIDDEN) $(LTO) $(PROFILE) \
	-MMD -MP -c $< -o $@
$(BUILD)/plain/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $@"; $(COMPILE_RUNTIME) -DRECORDING=0
$(BUILD)/lines/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $@"; $(COMPILE_RUNTIME) -DRECORDING=1
$(BUILD)/each/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $@"; $(COMPILE_RUNTIME) -DRECORDING=2
$(BUILD)/view/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $@"; $(CC) $(CPPFLAGS) $(CFLAGS_ALL) -DRECORDING=1 \
		-DUSE_READLINE=$(READLINE) -MMD -MP -c $< -o $@
$(BUILD)/draw/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $@"; $(CC) $(CPPFLAGS) $$(pkg-config --cflags $(DRAW_LIBS)) $(CFLAGS_ALL) \
		-DRECORDING=1 -MMD -MP -c $< -o $@

LINK_RELOCATABLE = $(CC) $(OPT) $(PROFILE) $(SAN:%=) -r -nostdlib \
	$(if $(LTO),$(LTO) -flinker-output=nolto-rel) $(CODE_FIXED) -fno-strict-aliasing -fwrapv

$(BUILD)/runtime_plain.o: $(PLAIN_OBJ)
	@echo "  LD $@"; $(LINK_RELOCATABLE) -o $@ $(PLAIN_OBJ)
	@objcopy --keep-global-symbol=runtime_plain \
		--keep-global-symbol=__start_pyobjects \
		--keep-global-symbol=__stop_pyobjects $@
$(BUILD)/runtime_lines.o: $(LINES_OBJ)
	@echo "  LD $@"; $(LINK_RELOCATABLE) -o $@ $(LINES_OBJ)
	@objcopy --keep-global-symbol=runtime_lines \
		--keep-global-symbol=__start_pyobjects_lines \
		--keep-global-symbol=__stop_pyobjects_lines $@
$(BUILD)/runtime_each.o: $(EACH_OBJ)
	@echo "  LD $@"; $(LINK_RELOCATABLE) -o $@ $(EACH_OBJ)
	@objcopy --keep-global-symbol=runtime_each \
		--keep-global-symbol=__start_pyobjects_each \
		--keep-global-symbol=__stop_pyobjects_each $@

$(BUILD)/pytutor-mem: $(RUNTIMES) $(VIEW_OBJ) $(SHIM_OBJ)
	@echo "  LD $@"; $(CC) $(OPT) $(PROFILE) $(SAN) $(LINK_FIXED) -o $@ $^ $(LDLIBS_RUNTIME) $(LDLIBS_VIEWS)
$(BUILD)/pytutor-mem-draw: $(DRAW_OBJ)
	@echo "  LD $@"; $(CC) $(OPT) $(SAN) $(LINK_FIXED) -o $@ $^ $$(pkg-config --libs $(DRAW_LIBS)) \
		-lunistring -lm

debug:
	$(MAKE) BUILD=build-debug OPT="-O0 -g3" LTO= all
asan:
	$(MAKE) BUILD=build-asan OPT="-O1 -g" LTO= \
		SAN="-fsanitize=address,undefined -fno-omit-frame-pointer" all

# RUNS=1000 takes an hour and more.
RUNS ?= 1000
stress: all
	python3 tests/stress.py $(BUILD)/pytutor-mem
	python3 tests/stress.py --same $(RUNS) --rule FILE $(BUILD)/pytutor-mem

# The runtimes are compiled twice: first to count (without link-time
# optimisation, which changes nothing in what is counted), then with the counts.
# Those of an object file lie beside it. What the training did not run is
# optimised as always, not for size.
PGO_MAKE = $(MAKE) BUILD=build-pgo
pgo:
ifeq ($(IS_GCC),0)
	@echo "make pgo needs gcc (CC=gcc)"; exit 1
endif
	rm -rf build-pgo
	$(PGO_MAKE) PROFILE="-fprofile-generate -fprofile-update=single" LTO= \
		build-pgo/pytutor-mem
	scripts/train.sh build-pgo/pytutor-mem
	find build-pgo/plain build-pgo/lines build-pgo/each -name '*.o' -delete
	rm build-pgo/runtime_*.o build-pgo/pytutor-mem
	$(PGO_MAKE) PROFILE="-fprofile-use -fprofile-correction \
		-fprofile-partial-training -Wno-missing-profile \
		-Wno-coverage-mismatch" LTO=-flto=auto all

tsan:
	$(MAKE) BUILD=build-tsan OPT="-O1 -g" LTO= \
		SAN="-fsanitize=thread -fno-omit-frame-pointer" \
		build-tsan/pytutor-mem

# --- what users type -------------------------------------------------------
deps:
	@scripts/setup.sh install build
deps-test:
	@scripts/setup.sh install build test
	@test -d tests/page/node_modules || \
		(cd tests/page && npm ci --no-audit --no-fund --ignore-scripts)

demo: deps
	@$(MAKE) --no-print-directory all
	@echo; echo "== examples/r18_counting_misses_cycles.py, as text"; echo
	@build/pytutor-mem examples/r18_counting_misses_cycles.py
	@build/pytutor-mem examples/r18_counting_misses_cycles.py \
		-o build/demo.svg >/dev/null
	@echo; echo "== and as a drawing: build/demo.svg"

test: deps-test
	@$(MAKE) --no-print-directory check

# Everything that is tested, with what is installed already.
check: all unit
	@python3 tests/run.py --program $(BUILD)/pytutor-mem \
		--unit $(BUILD)/unit $(TESTFLAGS)

test-asan: deps-test
	@$(MAKE) --no-print-directory asan
	@$(MAKE) --no-print-directory BUILD=build-asan LTO= OPT="-O1 -g" \
		SAN="-fsanitize=address,undefined -fno-omit-frame-pointer" unit
	@ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1 \
		python3 tests/run.py --program build-asan/pytutor-mem \
		--unit build-asan/unit --quick $(TESTFLAGS)
	@for program in $(UNIT_BIN:$(BUILD)/%=build-asan/%); do \
		ASAN_OPTIONS=detect_leaks=1 $$program >/dev/null || exit 1; done
	@ASAN_OPTIONS=detect_leaks=1 python3 tests/run.py --quick \
		--program build-asan/pytutor-mem -k gc/ -k refcount/ \
		-k threads/ -k types/ -k ctypes/ -k modules/ -k shutdown/
	@ASAN_OPTIONS=detect_leaks=1 python3 tests/run.py --timeout 60 \
		--program build-asan/pytutor-mem -k gc/ -k refcount/ \
		-k exceptions/ -k ctypes/many

# --- test programs in C: one a module, linked with the plain runtime ---------
VIEW_UNIT := $(sort $(shell grep -l 'include "visualizer/' tests/unit/test_*.c 2>/dev/null))
UNIT_SRC := $(filter-out $(VIEW_UNIT),$(sort $(wildcard tests/unit/test_*.c)))
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)
VIEW_UNIT_BIN := $(VIEW_UNIT:tests/unit/%.c=$(BUILD)/unit/%)
VIEW_LINK := $(filter-out $(BUILD)/view/visualizer/main.o,$(VIEW_OBJ)) \
	$(RUNTIMES) $(SHIM_OBJ)
# Without link-time optimisation: there are many of them.
COMPILE_UNIT = $(CC) $(CPPFLAGS) $(CFLAGS_ALL) $(if $(LTO),-fno-lto) \
	-DRECORDING=0
unit: $(UNIT_BIN) $(VIEW_UNIT_BIN)
$(UNIT_BIN): $(BUILD)/unit/%: tests/unit/%.c $(PLAIN_OBJ) $(SHIM_OBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"; $(COMPILE_UNIT) $(LINK_FIXED) -o $@ $< $(PLAIN_OBJ) $(SHIM_OBJ) \
		$(LDLIBS_RUNTIME) -lcmocka
$(VIEW_UNIT_BIN): $(BUILD)/unit/%: tests/unit/%.c $(VIEW_LINK)
	@mkdir -p $(@D)
	@echo "  LD $@"; $(COMPILE_UNIT) $(LINK_FIXED) -o $@ $< $(VIEW_LINK) \
		$(LDLIBS_RUNTIME) $(LDLIBS_VIEWS) -lcmocka

# --- any bytes as a program, as a trace: clang's libFuzzer ---------------------
# FUZZ_SECONDS of each; what it found lies in build-fuzz/found.
FUZZ_SECONDS ?= 300
FUZZ_SAN := -fsanitize=address,undefined,fuzzer
fuzz:
	$(MAKE) BUILD=build-fuzz CC=clang OPT="-O1 -g" LTO= \
		SAN="-fsanitize=address,undefined,fuzzer-no-link" fuzz-programs
	@mkdir -p build-fuzz/found build-fuzz/source build-fuzz/trace \
		build-fuzz/seeds
	FUZZ_SEEDS=build-fuzz/seeds build-fuzz/fuzz_trace
	build-fuzz/fuzz_trace -max_total_time=$(FUZZ_SECONDS) -max_len=8192 \
		-rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
		-artifact_prefix=build-fuzz/found/trace- \
		build-fuzz/trace build-fuzz/seeds
	build-fuzz/fuzz_source -max_total_time=$(FUZZ_SECONDS) -max_len=4096 \
		-rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
		-artifact_prefix=build-fuzz/found/source- \
		build-fuzz/source tests/syntax tests/lang examples
fuzz-programs: build-fuzz/fuzz_source build-fuzz/fuzz_trace
build-fuzz/fuzz_source: tests/fuzz/fuzz_source.c $(PLAIN_OBJ) $(SHIM_OBJ)
	@echo "  LD $@"; $(CC) $(CPPFLAGS) $(CFLAGS_ALL) -DRECORDING=0 \
		$(FUZZ_SAN) -o $@ $^ $(LDLIBS_RUNTIME)
build-fuzz/fuzz_trace: tests/fuzz/fuzz_trace.c \
		$(filter-out $(BUILD)/view/visualizer/main.o,$(VIEW_OBJ)) $(SHIM_OBJ)
	@echo "  LD $@"; $(CC) $(CPPFLAGS) $(CFLAGS_ALL) -DRECORDING=1 \
		$(FUZZ_SAN) -o $@ $^ $(LDLIBS_RUNTIME) $(LDLIBS_VIEWS)

oracle:
	python3 tests/run.py --oracle
gallery: all
	python3 scripts/gallery.py $(BUILD)/pytutor-mem
	@$(BUILD)/pytutor-mem examples/r18_counting_misses_cycles.py \
		-o docs/cycle.svg >/dev/null
# CPython's own tests; CONFORMANCE_LOCATION=DIR where its package `test` is.
conformance: all
	@scripts/setup.sh install conformance
	@python3 tests/conformance.py --program $(BUILD)/pytutor-mem
bench: all
	python3 bench/run.py
	python3 bench/threads.py --program $(BUILD)/pytutor-mem
	python3 bench/pictures.py --program $(BUILD)/pytutor-mem
format:
	@git clang-format -q --extensions c,h HEAD || true
lint:
	@python3 tests/lint.py

FROM ?= build-pgo
install:
	@test -x $(FROM)/pytutor-mem-draw || \
		$(MAKE) $(if $(filter build-pgo,$(FROM)),pgo,BUILD=$(FROM) all)
	install -D -m 755 $(FROM)/pytutor-mem $(DESTDIR)$(PREFIX)/bin/pytutor-mem
	install -D -m 755 $(FROM)/pytutor-mem-draw \
		$(DESTDIR)$(PREFIX)/bin/pytutor-mem-draw
	install -D -m 644 LICENSE \
		$(DESTDIR)$(PREFIX)/share/doc/pytutor-mem/LICENSE

clean:
	rm -rf build build-pgo build-debug build-asan build-tsan build-fuzz

# The page's own files are embedded.
$(BUILD)/draw/visualizer/draw/assets.o: $(wildcard visualizer/page/*)

-include $(PLAIN_OBJ:.o=.d) $(LINES_OBJ:.o=.d) $(EACH_OBJ:.o=.d) $(VIEW_OBJ:.o=.d) $(DRAW_OBJ:.o=.d)
