import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';

export interface PostgresAccount {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Returns the account for the server, since PostgreSQL refuses to run as root. For root it is the owner of the cluster, or
 * `postgres` or `nobody` for a new cluster. For other users it is undefined: the server runs as the user.
 */
export function findPostgresAccount(cluster: string): PostgresAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined) return { uid: owner.uid, gid: owner.gid };
  const account = readAccount('postgres') ?? readAccount('nobody');
  if (account === undefined) {
    throw new Error(
      'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as.',
    );
  }
  return account;
}

function readAccount(name: string): PostgresAccount | undefined {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
    );
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}
