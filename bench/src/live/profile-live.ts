import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Child } from '../processes/start-child.ts';
import { formatProfile } from '../report/format-profile.ts';
import { summarizeProfile } from '../report/summarize-profile.ts';

/** Stops the profile of a gateway and returns its CPU time by module and function. */
export async function stopLiveProfile(gateway: Child): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-live-'));
  try {
    const file = join(folder, 'live.cpuprofile');
    await gateway.ask('stopProfile', { file });
    return formatProfile(summarizeProfile(JSON.parse(readFileSync(file, 'utf8'))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
