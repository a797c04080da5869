import { ConfigError } from '@supergraph/service-kit/config.ts';

/**
 * Runs a command of `npm run` and prints the text that it returns, or only the usage for `--help`. A failure prints one
 * line on standard error, followed by the usage unless the configuration is wrong, and sets the exit code 1.
 */
export async function runCommand(command: () => Promise<string>, usage?: string): Promise<void> {
  if (usage !== undefined && asksForHelp()) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  try {
    process.stdout.write(await command());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (usage !== undefined && !(error instanceof ConfigError)) process.stderr.write(`${usage}\n`);
    process.exitCode = 1;
  }
}

/** Returns true if the command line has `--help` or `-h`. */
export function asksForHelp(): boolean {
  return process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h');
}
