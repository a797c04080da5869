import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';

/** Creates the answers with which a process lets its parent profile it. */
export function createProfileAnswers() {
  let stop: ((file: string) => Promise<void>) | undefined;
  return {
    startProfile: async () => {
      stop = await startProfile();
      return {};
    },
    stopProfile: async ({ file }: Readonly<Record<string, unknown>>) => {
      await stop?.(String(file));
      return {};
    },
  };
}

/** Starts V8's CPU profiler on this process. Stopping it writes the profile to a file that Chrome's DevTools open. */
export async function startProfile(): Promise<(file: string) => Promise<void>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  return async (file) => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    await writeFile(file, JSON.stringify(profile));
  };
}
