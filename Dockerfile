# One image for every service. Node runs the TypeScript directly, so only the desk is built, which runs in browsers.
# The command of a container selects its service. The settings are in docs/configuration.md. A release names the base by
# digest, and builds for several platforms:
#
#   docker buildx build --platform linux/amd64,linux/arm64 --build-arg NODE_IMAGE=node:26-bookworm-slim@sha256:… .
ARG NODE_IMAGE=node:26-bookworm-slim
FROM ${NODE_IMAGE} AS source
WORKDIR /source
COPY . .
# Permissions in the image do not depend on the umask of the build machine. The lockfile is removed: copied again after
# the installation, it would look newer than the installed packages.
RUN chmod -R u=rwX,go=rX . \
  && mkdir /manifests \
  && find . \( -name package.json -o -name package-lock.json -o -name .npmrc \) -exec cp --parents -p {} /manifests \; \
  && rm package-lock.json

FROM ${NODE_IMAGE} AS desk
WORKDIR /app
COPY --from=source /manifests ./
RUN npm ci --workspace=@supergraph/desk --include=dev --ignore-scripts --no-audit --no-fund
COPY --from=source /source/client ./client
RUN node node_modules/vite/bin/vite.js build client/desk --logLevel=warn

FROM ${NODE_IMAGE}
# The default is the strict mode, which starts without development keys and pages.
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=source /manifests ./
# The only optional packages are the binaries of the embedded PostgreSQL. Node runs neither TypeScript of packages nor
# their second builds (for browsers, for require), and reads no source maps: together 80 MB.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --cache /tmp/npm \
  && rm -rf /tmp/npm node_modules/@opentelemetry/*/build/es[mn]* node_modules/@graphql-yoga/render-graphiql/cjs \
  && find node_modules -type f \( -name '*.map' -o -name '*.[cm]ts' -o -name '*.ts' \) -delete
COPY --from=source /source ./
COPY --from=desk /app/client/desk/dist ./client/desk/dist
# Lists the packages: /app/sbom/sbom.cdx.json and licences.md.
RUN node launcher/src/sbom.ts --out sbom
# A volume mounted here for the first time takes over this owner.
RUN mkdir /data && chown node:node /data
USER node
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["node", "deploy/is-ready.mjs"]
CMD ["node", "gateway/src/main.ts"]
