# The images of docker-compose.yml, from a plain checkout: nothing of it needs to be built before.
#   grafana      Grafana with the plugin
#   sre-metrics  the command line and the worker
#   build        the checkout with its packages and everything built; loads the demo's data
ARG GRAFANA_VERSION=13.2.3

FROM node:22.21.1-bookworm-slim AS build
WORKDIR /src
# What changes seldom comes first, so that a change of the sources installs nothing again.
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run package && mv artifacts/stage/*/stackflow-sremetrics-datasource /plugin

FROM node:22.21.1-bookworm-slim AS sre-metrics
COPY --from=build /src/dist/gpx_sre_metrics.cjs /src/dist/gpx_sre_metrics.cjs.map /opt/sre-metrics/
COPY --from=build /src/dist/migrations /opt/sre-metrics/migrations
COPY --from=build /src/dist/gate /opt/sre-metrics/gate
USER node
ENTRYPOINT ["node", "--enable-source-maps", "/opt/sre-metrics/gpx_sre_metrics.cjs"]

# The Ubuntu image: the plugin's executables are made for glibc, on arm64 too.
FROM grafana/grafana:${GRAFANA_VERSION}-ubuntu AS grafana
USER root
# Grafana's data lie apart from its plugins: a volume over both would keep the plugin of the first day.
RUN install -d -o 472 -g 0 /var/lib/grafana-data
USER 472
COPY --from=build --chown=472:0 /plugin /var/lib/grafana/plugins/stackflow-sremetrics-datasource
ENV GF_PATHS_DATA=/var/lib/grafana-data \
    GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=stackflow-sremetrics-datasource
