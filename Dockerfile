FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --no-deps -r requirements.lock

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Greenroom" \
      org.opencontainers.image.description="A private, self-hosted study companion for product managers moving into technical roles" \
      org.opencontainers.image.licenses="Apache-2.0"

# The local model's engine links libgomp, which slim images leave out.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o 10001 -g 10001 /data

WORKDIR /app
COPY --from=build /app/.venv ./.venv
COPY LICENSE ./
COPY corpus ./corpus
COPY prompts ./prompts
COPY web ./web
COPY server ./server
COPY evals ./evals

# A container is reached from outside it, so it binds everywhere and asks for GREENROOM_TOKEN.
ENV PATH="/app/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/data \
    HF_HUB_OFFLINE=1 \
    GREENROOM_HOME=/data \
    GREENROOM_HOST=0.0.0.0 \
    GREENROOM_PORT=8000

USER 10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['GREENROOM_PORT'] + '/healthz', timeout=4)"]
CMD ["python", "-m", "server", "serve"]
