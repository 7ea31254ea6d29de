# The program for a Prefect server or worker: code and locked dependencies, no list. The list is a volume or a repository.
FROM python:3.12-slim-bookworm

RUN apt-get update && apt-get install --yes --no-install-recommends git make && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY Makefile pyproject.toml requirements.lock README.md LICENSE LICENSE-DATA ./
COPY pipeline pipeline
COPY flows flows
RUN make setup PYTHON=python3
COPY prefect.toml prefect.yaml ./
ENV PATH=/app/.venv/bin:$PATH
RUN useradd --create-home catalog && mkdir -p /data/results /data/list && chown -R catalog /data
USER catalog
