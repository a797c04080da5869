import type { JSONWebKeySet } from 'jose';
import { type Environment, integer, oneOf, optional, port, readConfig, text, url } from '../config.ts';
import { type ServerConfig, serverVariables } from '../http/server-variables.ts';
import { type KeyFile, publicKeysFile } from '../identity/key-file.ts';
import { logLevels } from '../log.ts';
import { type Mode, mode } from '../mode.ts';

/** Settings of a subgraph in any process, with or without its own server. Times are milliseconds. */
export interface SubgraphRuntimeConfig {
  /** Name of the subgraph in the registry. Its own variables begin with it, as in USERS_PORT. */
  readonly name: string;
  readonly mode: Mode;
  readonly logLevel: (typeof logLevels)[number];
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly databaseConnectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly demoData: boolean;
}

/** Settings of a subgraph that runs as its own process. Times are milliseconds, sizes bytes. */
export interface SubgraphConfig extends SubgraphRuntimeConfig, ServerConfig {
  readonly host: string;
  readonly port: number;
  readonly maxBodyBytes: number;
  /** Folder of the development keys. Unused if `internalKeys` are set. */
  readonly dataDir: string;
  /** Public keys of the gateways. Required in production. */
  readonly internalKeys: KeyFile<JSONWebKeySet> | undefined;
}

/** Reads the settings of the subgraph `name` as its own process. Throws ConfigError with every problem. */
export function readSubgraphConfig(name: string, env: Environment): SubgraphConfig {
  const internalKeys = publicKeysFile('INTERNAL_PUBLIC_KEYS_FILE');
  const { demoData, ...values } = readConfig(env, {
    host: text('HOST', '127.0.0.1'),
    port: port(`${variablePrefix(name)}_PORT`),
    ...localVariables(name),
    maxBodyBytes: integer('MAX_BODY_BYTES', { min: 1_000, max: 100_000_000, fallback: 10_000_000 }),
    ...serverVariables(env),
    dataDir: text('DATA_DIR', '.data'),
    internalKeys: env.NODE_ENV === 'production' ? internalKeys : optional(internalKeys),
  });
  return { name, ...values, demoData: demoData === 'on' };
}

/** Reads the settings of the subgraph `name` inside another process. Throws ConfigError with every problem. */
export function readSubgraphRuntimeConfig(name: string, env: Environment): SubgraphRuntimeConfig {
  const { demoData, ...values } = readConfig(env, localVariables(name));
  return { name, ...values, demoData: demoData === 'on' };
}

/** Returns the prefix of a subgraph's variables: `ORDER_DESK` for `order-desk`. */
export function variablePrefix(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function localVariables(name: string) {
  return {
    mode,
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
    databaseUrl: url(`${variablePrefix(name)}_DATABASE_URL`, ['postgres:', 'postgresql:']),
    databasePoolSize: integer('DATABASE_POOL_SIZE', { min: 1, max: 500, fallback: 10 }),
    databaseConnectTimeoutMs: integer('DATABASE_CONNECT_TIMEOUT_MS', {
      min: 1,
      max: 60_000,
      fallback: 1_000,
    }),
    statementTimeoutMs: integer('STATEMENT_TIMEOUT_MS', { min: 1, max: 600_000, fallback: 5_000 }),
    demoData: oneOf('DEMO_DATA', ['on', 'off'], 'off'),
  };
}
