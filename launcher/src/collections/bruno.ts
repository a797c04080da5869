import type { RestCall } from './open-api-calls.ts';

/** Returns the files of a Bruno collection by their names. */
export function toBrunoFolder(calls: readonly RestCall[], baseUrl: string): ReadonlyMap<string, string> {
  const settings = { version: '1', name: 'Graph for partners', type: 'collection' };
  return new Map([
    ['bruno.json', `${JSON.stringify(settings, null, 2)}\n`],
    ['collection.bru', 'auth {\n  mode: bearer\n}\n\nauth:bearer {\n  token: {{token}}\n}\n'],
    ['environments/local.bru', `vars {\n  baseUrl: ${baseUrl}\n}\nvars:secret [\n  token\n]\n`],
    ...calls.map((call, index) => [`${call.name}.bru`, toRequest(call, index + 1)] as const),
  ]);
}

function toRequest(
  { name, description, method, path, parameters, body }: RestCall,
  sequence: number,
): string {
  const lines = parameters.flatMap(({ name: key, values }) =>
    values.length > 0 ? values.map((value) => `${key}: ${value}`) : [`~${key}: `],
  );
  const search = parameters.flatMap(({ name: key, values }) =>
    values.map((value) => `${key}=${encodeURIComponent(value)}`),
  );
  const url = `{{baseUrl}}${path}${search.length === 0 ? '' : `?${search.join('&')}`}`;
  return [
    block('meta', [`name: ${name}`, 'type: http', `seq: ${sequence}`]),
    block(method.toLowerCase(), [
      `url: ${url}`,
      `body: ${body === undefined ? 'none' : 'json'}`,
      'auth: inherit',
    ]),
    ...(lines.length === 0 ? [] : [block('params:query', lines)]),
    ...(body === undefined ? [] : [block('body:json', JSON.stringify(body, null, 2).split('\n'))]),
    block('assert', ['res.status: eq 200']),
    block('docs', description.split('\n')),
  ].join('\n');
}

function block(name: string, lines: readonly string[]): string {
  return `${name} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}
