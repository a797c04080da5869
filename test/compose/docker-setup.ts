import { spawnSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Command that runs Compose on this machine, with its first arguments. */
    readonly composeCommand: readonly [string, ...string[]];
  }
}

/** Finds Docker and Compose. Ends the run with a message if one of them is missing. */
export default function setUp(project: TestProject): void {
  const missing = failureOf('docker', ['version', '--format', '{{.Server.Version}}']);
  if (missing !== undefined)
    throw new Error(`npm run test:compose needs a Docker engine that runs: ${missing}`);
  const found = ([['docker', 'compose'], ['docker-compose']] as const).find(
    ([command, ...args]) => failureOf(command, [...args, 'version']) === undefined,
  );
  if (found === undefined)
    throw new Error(
      'npm run test:compose needs "docker compose" or "docker-compose", and neither is installed.',
    );
  project.provide('composeCommand', [...found]);
}

/** Returns the reason why a command does not work here, or undefined if it works. */
function failureOf(command: string, args: readonly string[]): string | undefined {
  const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 30_000 });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT')
    return `"${command}" is not installed.`;
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : stderr.trim();
}
