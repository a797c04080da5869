import { join } from 'node:path';
import { createLeases, type Leases } from './leases.ts';

/** The lock under which launchers of one data folder start, and the leases of those that run. */
export function openLaunchers(dataDir: string): { readonly lock: string; readonly leases: Leases } {
  const folder = join(dataDir, 'launchers');
  return { lock: join(folder, 'lock'), leases: createLeases(join(folder, 'leases')) };
}
