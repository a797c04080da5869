# One image for every service. Node runs the TypeScript directly, so only the desk is built, which runs in browsers.
# The command of a container selects its service. The settings are in docs/configuration.md.
FROM node:24-bookworm-slim AS source
WORKDIR /source
COPY . .
# Permissions in the image do not depend on the umask of the build machine. The lockfile is removed: copied again after
# the installation, it would look newer than the installed packages.
RUN chmod -R u=rwX,go=rX . \
  && mkdir /manifests \
  && find . \( -name package.json -o -name package-lock.json -o -name .npmrc \) -exec cp --parents -p {} /manifests \; \
  && rm package-lock.json

FROM node:24-bookworm-slim AS desk
WORKDIR /app
COPY --from=source /manifests ./
RUN npm ci --workspace=@supergraph/desk --include=dev --ignore-scripts --no-audit --no-fund
COPY --from=source /source/client ./client
RUN node node_modules/vite/bin/vite.js build client/desk --logLevel=warn

FROM node:24-bookworm-slim
# The default is the strict mode, which starts without development keys and pages.
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=source /manifests ./
# The only optional packages are the binaries of the embedded PostgreSQL.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --cache /tmp/npm && rm -rf /tmp/npm
COPY --from=source /source ./
COPY --from=desk /app/client/desk/dist ./client/desk/dist
# A volume mounted here for the first time takes over this owner.
RUN mkdir /data && chown node:node /data
USER node
CMD ["node", "gateway/src/main.ts"]
