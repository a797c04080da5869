import type { JSONWebKeySet, JWK } from 'jose';
import { createFileReader } from '../file-reader.ts';
import { createFreshValue, type FreshValue } from '../fresh-value.ts';
import type { Log } from '../log.ts';
import type { KeyFile } from './key-file.ts';
import { createChangingKeys, type KeySource } from './key-source.ts';

/** Starts to follow a file of public keys. Looks at it every second, so that keys rotate without a restart. */
export function followPublicKeys(file: KeyFile<JSONWebKeySet>, log: Log): KeySource {
  return createChangingKeys(followKeyFile(file, log));
}

/** Source of the current private key for signing. */
export interface PrivateKeySource {
  readonly current: () => JWK;
  readonly stop: () => void;
}

/** Starts to follow a file with the private key for signing. */
export function followPrivateKey(file: KeyFile<JWK>, log: Log): PrivateKeySource {
  const { value, stop } = followKeyFile(file, log);
  return { current: () => value() ?? file.initial, stop };
}

function followKeyFile<T>({ path, initial, read }: KeyFile<T>, log: Log): FreshValue<T> {
  return createFreshValue({
    what: `the keys of ${path}`,
    read: createFileReader(path, read),
    initial,
    intervalMs: 1_000,
    cooldownMs: 1_000,
    log,
  });
}
