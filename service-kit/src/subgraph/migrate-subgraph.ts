import { ConfigError, derive, type Environment, group } from '../config.ts';
import { prepareDatabase } from '../database/prepare-database.ts';
import { createLog } from '../log.ts';
import { runTask } from '../run-process.ts';
import { processSettings } from '../service-settings.ts';
import { variablePrefix } from '../variable-prefix.ts';
import { variable } from '../variables.ts';
import { databaseUrl, demoData } from './subgraph-config.ts';

/** Migrates the database of the subgraph `name` as this process, which then exits. `folder` has its `migrations/`. */
export function runMigration(self: NodeJS.Process, name: string, folder: URL): Promise<void> {
  return runTask(self, (env) => migrateSubgraph(name, folder, env));
}

/** Declares the settings of the process that migrates the database of the subgraph `name`. */
export function migrationSettings(name: string) {
  const prefix = variablePrefix(name);
  const settings = group({
    ...processSettings,
    url: databaseUrl(prefix),
    demoData,
    serviceRoles: serviceRoles(prefix),
  });
  return derive(settings, (values) => {
    const owner = decodeURIComponent(new URL(values.url).username);
    if (!values.serviceRoles.includes(owner)) return values;
    throw new ConfigError([
      `${prefix}_SERVICE_ROLES must name other roles than that of ${prefix}_DATABASE_URL`,
    ]);
  });
}

async function migrateSubgraph(name: string, folder: URL, env: Environment): Promise<void> {
  const { mode, logLevel, url, demoData, serviceRoles } = migrationSettings(name).read(env);
  const log = createLog({ service: name, mode, level: logLevel });
  const variable = `${variablePrefix(name)}_DATABASE_URL`;
  await prepareDatabase({ variable, url, folder, demoData, serviceRoles, log });
  log.info('the database has the schema of this release');
}

/** Roles that services connect with. */
const serviceRoles = (prefix: string) =>
  variable<readonly string[]>(`${prefix}_SERVICE_ROLES`, {
    about: 'Roles that the service connects with: they may read and write rows, and nothing else.',
    accepts: 'list of roles, as in `shop_service`',
    fallback: [],
    parse: (value) => {
      const roles = value.split(',').map((role) => role.trim());
      if (roles.includes('')) throw new Error('must be a list of roles, separated by commas');
      return roles;
    },
  });
