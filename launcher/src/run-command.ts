import { ConfigError } from '@supergraph/service-kit/config.ts';

/** Failure of a command whose arguments are right. */
export class CommandFailure extends Error {
  /** Text for standard output: the part that has succeeded. */
  readonly output: string;

  constructor(message: string, output = '') {
    super(message);
    this.output = output;
  }
}

/**
 * Runs a command of `npm run` and prints the text that it returns, or only the usage for `--help`. A failure prints its
 * message on standard error, followed by the usage if the arguments may be wrong, and sets the exit code 1.
 */
export async function runCommand(command: () => Promise<string>, usage?: string): Promise<void> {
  if (usage !== undefined && asksForHelp()) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  try {
    process.stdout.write(await command());
  } catch (error) {
    if (error instanceof CommandFailure) process.stdout.write(error.output);
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    const areArgumentsRight = error instanceof ConfigError || error instanceof CommandFailure;
    if (usage !== undefined && !areArgumentsRight) process.stderr.write(`${usage}\n`);
    process.exitCode = 1;
  }
}

/** Returns true if the command line has `--help` or `-h`. */
export function asksForHelp(): boolean {
  return process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h');
}
