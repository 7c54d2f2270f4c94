# PostgreSQL with qshrink: docker build --build-arg PG_MAJOR=18 -t qshrink .
# Then, in a database: CREATE EXTENSION qshrink;
ARG PG_MAJOR=17

FROM postgres:${PG_MAJOR}-bookworm AS build
ARG PG_MAJOR
RUN apt-get update \
	&& apt-get install -y --no-install-recommends \
		build-essential coinor-libclp-dev liblapacke-dev libnlopt-dev libpq-dev zlib1g-dev "postgresql-server-dev-${PG_MAJOR}" \
	&& rm -rf /var/lib/apt/lists/*
WORKDIR /usr/src/qshrink
COPY . .
RUN make -j"$(nproc)" PGVERSION="${PG_MAJOR}" all \
	&& make PGVERSION="${PG_MAJOR}" DESTDIR=/installed install

FROM postgres:${PG_MAJOR}-bookworm
RUN apt-get update \
	&& apt-get install -y --no-install-recommends coinor-libclp1 liblapacke libnlopt0 \
	&& rm -rf /var/lib/apt/lists/*
COPY --from=build /installed /
