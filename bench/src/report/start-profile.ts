import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';

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
