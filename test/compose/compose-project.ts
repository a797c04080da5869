import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { inject } from 'vitest';
import type { Answer } from '../graph/answer.ts';
import { findFreePort } from '../graph/free-port.ts';

/** The graph in containers for one test: a Compose project with a new name, its gateway on a free port. */
export interface ComposeProject {
  /** URL of the gateway. */
  readonly url: string;
  /** Runs Compose on this project and returns its output. Rejects with its error output. */
  readonly compose: (...args: readonly string[]) => Promise<string>;
  /** Runs a command in a service's container. */
  readonly exec: (service: string, ...command: readonly string[]) => Promise<string>;
  /** Inspects a service's container with a Go template. */
  readonly inspect: (service: string, template: string) => Promise<string>;
  /** Inspects the image of a service's container with a Go template. */
  readonly inspectImage: (service: string, template: string) => Promise<string>;
  /** Builds and starts everything, and waits until every container is healthy, or has done its task. */
  readonly up: () => Promise<void>;
  readonly untilHealthy: (...services: readonly string[]) => Promise<void>;
  readonly ask: (query: string, token?: string) => Promise<Answer>;
  /** The containers, volumes and networks that exist, by name. */
  readonly listLeft: () => Promise<readonly string[]>;
}

const run = promisify(execFile);

/** Template for the health of a container, or the end of one without a health check, such as a migration. */
const condition =
  '{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}} with {{.State.ExitCode}}{{end}}';
const root = fileURLToPath(repositoryRoot);

/** Creates a project of these Compose files. Nothing runs before `up`. `compose('down', …)` must follow. */
export async function createComposeProject(
  files: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<ComposeProject> {
  const name = `graph-test-${randomBytes(4).toString('hex')}`;
  const port = await findFreePort();
  const env = { ...process.env, ...variables, PORT: String(port) };
  const [command, ...first] = inject('composeCommand');
  const project = [...first, '--project-name', name, ...files.flatMap((file) => ['--file', file])];
  const compose = (...args: readonly string[]): Promise<string> =>
    output(command, [...project, ...args], { cwd: root, env });
  const docker = (...args: readonly string[]): Promise<string> => output('docker', args, { cwd: root, env });
  const inspect = async (service: string, template: string): Promise<string> =>
    docker('inspect', '--format', template, await compose('ps', '--all', '--quiet', service));
  const untilHealthy = async (...services: readonly string[]): Promise<void> => {
    for (const service of services) {
      await eventually(`${service} is healthy`, async () => {
        return ['healthy', 'exited with 0'].includes(await inspect(service, condition));
      });
    }
  };
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    compose,
    inspect,
    inspectImage: async (service, template) =>
      docker('image', 'inspect', '--format', template, await inspect(service, '{{.Image}}')),
    untilHealthy,
    exec: (service, ...args) => compose('exec', '-T', service, ...args),
    up: async () => {
      await compose('up', '--build', '--detach');
      await untilHealthy(...(await compose('config', '--services')).split('\n'));
    },
    ask: (query, token) => ask(`${url}/graphql`, query, token),
    listLeft: async () => {
      const lists = [
        ['ps', '--all'],
        ['volume', 'ls'],
        ['network', 'ls'],
      ].map((list) => docker(...list, '--quiet', '--filter', `label=com.docker.compose.project=${name}`));
      return (await Promise.all(lists)).flatMap((list) => list.split('\n')).filter(Boolean);
    },
  };
}

/** Waits until the check succeeds. Rejects after a minute and a half with the description of the check. */
export async function eventually(what: string, check: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 90_000; Date.now() < deadline; ) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`Timed out after 90 seconds: ${what}.`);
}

async function output(command: string, args: readonly string[], options: object): Promise<string> {
  const { stdout } = await run(command, args, { ...options, encoding: 'utf8', maxBuffer: 50_000_000 });
  return stdout.trim();
}

async function ask(url: string, query: string, token: string | undefined): Promise<Answer> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify({ query }),
  });
  const { data, errors = [] } = await response.json();
  return { status: response.status, data, errors };
}
