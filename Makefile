# Backprop by Hand. `make` alone prints what there is to make.
#
#   PYTHON      the Python (3.11 or newer) that makes .venv            make PYTHON=python3.12 demo
#   TORCH_ARGS  extra arguments of `pip install torch`: on a system where pip would bring a GPU build that you do not
#               want, name here the index of CPU builds given on PyTorch's own installation page
#   JOBS        how many tests run at once; they wait now and then, so more than there are cores is no waste
#   LANGUAGES   of `make release` and `make handout`: one or two, the leading one first; without it those of
#               nbgrader_config.py

PYTHON ?= python3
TORCH_ARGS ?=
JOBS ?= 3
LANGUAGES ?=

FOUND := $(shell command -v "$(PYTHON)")
BIN := .venv/bin
READY := .venv/ready
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
TORCH := $(shell sed -n 's/^\(torch==[^ ]*\).*/\1/p' requirements.txt)
NAME_ONE := Name a newer one: make PYTHON=/path/to/python3 ...
NBVAL := $(BIN)/pytest --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg
SEVERAL := -n $(JOBS) --dist loadfile --no-loadscope-reorder

# nbgrader calls alembic and jupyter by name: everything runs as if .venv were activated.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export VIRTUAL_ENV := $(CURDIR)/.venv

.DEFAULT_GOAL := help
.PHONY: help venv demo test test-all test-gpu release handout notebooks messages pictures gallery bench bench-class mutants format clean

help:  ## print this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

venv: $(READY)  ## make .venv with everything the course needs

demo: $(READY)  ## a sample class hands in and is graded, all of it in build/demo/
	@$(BIN)/python tools/demo.py

test: $(READY)  ## everything that CI runs: lint, types, release in step, catalogues, tests, notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tools/release.py --check
	$(BIN)/nbduet check
	$(BIN)/pytest $(SEVERAL)
	$(NBVAL) $(SEVERAL) source

# OpenBLAS with the kernels of a much older processor: the notebooks must not depend on the last digits.
test-all: test  ## the same and the slow tests, and the reference notebooks with other last digits
	$(BIN)/pytest $(SEVERAL) -m slow
	OPENBLAS_CORETYPE=Prescott $(NBVAL) $(SEVERAL) source

# Without a GPU pytest skips, and says in capitals that it did; that is no failure.
test-gpu: $(READY)  ## what needs a CUDA device: the bank of answers and the reference notebooks there (docs/gpu.md)
	$(BIN)/pytest -m gpu -rs tests/gpu
	@$(BIN)/python benchmarks/gpu.py

release: $(READY)  ## write release/ anew from source/ and the catalogues; LANGUAGES=ja,en into release-ja-en/
	@$(BIN)/python tools/release.py $(if $(LANGUAGES),--languages $(LANGUAGES))

handout: $(READY)  ## what students may have and nothing else, a folder and a zip in build/handout/; LANGUAGES=ja,en
	@$(BIN)/python tools/handout.py $(if $(LANGUAGES),--languages $(LANGUAGES))

notebooks: $(READY)  ## run the reference notebooks and store their outputs
	@$(BIN)/python tools/notebooks.py

messages: $(READY)  ## bring the catalogues of the checks' messages in step with byhand.messages
	@$(BIN)/python tools/messages.py

pictures: $(READY)  ## render the pictures of the README (needs Chromium)
	@$(BIN)/python tools/showcase.py

gallery: $(READY)  ## write docs/cards.html: a real card for every mistake that has a name
	@$(BIN)/python tools/gallery.py

bench: $(READY)  ## measure how long a student waits, how fast submissions are graded, and a report on 1,000
	@$(BIN)/python benchmarks/notebook.py
	@$(BIN)/python benchmarks/grading.py
	@$(BIN)/python benchmarks/report.py

# Quiet is needed: nothing else may run meanwhile. Each takes at most 10 minutes on two cores.
bench-class: $(READY)  ## measure how a whole class is graded, beside other graders, and keep it in docs/benchmarks.md
	@$(BIN)/python benchmarks/class_of_200.py --write docs/benchmarks.md
	@$(BIN)/python benchmarks/growth.py --write docs/benchmarks.md
	@$(BIN)/python benchmarks/dask_workers.py --write docs/benchmarks.md
	@$(BIN)/python benchmarks/stages.py --write docs/benchmarks.md

mutants: $(READY)  ## damage right answers in one place each: what is refused, what is named, and is the name right?
	@$(BIN)/python benchmarks/mutants.py

format: $(READY)  ## let ruff put code and notebooks in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## remove what was built; .venv and a class's records stay
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache

# torch comes first and by itself, so that its build is chosen by TORCH_ARGS and by nothing that depends on it.
$(READY): requirements.txt constraints.txt pyproject.toml
	@test -n "$(FOUND)" || { echo 'There is no "$(PYTHON)" here. $(NAME_ONE)' >&2; exit 1; }
	@"$(FOUND)" -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit(\
	  "This course needs Python 3.11 or newer; \"$(PYTHON)\" is Python %d.%d. $(NAME_ONE)" % v[:2])'
	@echo "Making .venv: torch first, then requirements.txt, then this package. Some minutes, once."
	@rm -f $@
	@"$(FOUND)" -m venv .venv
	@$(PIP) $(TORCH_ARGS) "$(TORCH)"
	@$(PIP) --requirement requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
