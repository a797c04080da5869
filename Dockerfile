# One image for every service: Node runs the TypeScript as it is, so nothing is built but the desk, which runs in
# browsers. Which service a container is comes from its command; the settings are in docs/configuration.md.
FROM node:24-bookworm-slim AS source
WORKDIR /source
COPY . .
# The permissions in the image do not depend on the umask of whoever builds it. The lockfile stays behind: were it
# copied again after the installation, it would look newer than what it installed.
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
# Whoever forgets to say what a container is gets the strict one, which starts with no development key or page.
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=source /manifests ./
# The only optional packages are the binaries of the embedded PostgreSQL.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --cache /tmp/npm && rm -rf /tmp/npm
COPY --from=source /source ./
COPY --from=desk /app/client/desk/dist ./client/desk/dist
# A volume that is mounted here for the first time takes over this owner.
RUN mkdir /data && chown node:node /data
USER node
CMD ["node", "gateway/src/main.ts"]
