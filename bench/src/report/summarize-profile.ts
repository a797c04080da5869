import { isRecord } from '../processes/is-record.ts';

/** CPU time: milliseconds of self time by module, and by function of a module, most first. */
export type ProfileSummary = {
  readonly modules: readonly (readonly [name: string, ms: number])[];
  readonly functions: readonly (readonly [name: string, ms: number])[];
};

/**
 * Adds up the self time of a V8 CPU profile. Native code without a script is listed under its function's name, such as
 * `(garbage collector)` or `parse`. `(idle)` and the profiler's own cost are left out.
 */
export function summarizeProfile(profile: unknown): ProfileSummary {
  const { nodes, samples, timeDeltas } = readProfile(profile);
  const frames = new Map(nodes.map(readFrame));
  const modules = new Map<string, number>();
  const functions = new Map<string, number>();
  samples.forEach((sample, at) => {
    const frame = frames.get(sample);
    if (!frame || frame.functionName === '(idle)' || frame.url === 'node:inspector') return;
    const ms = Number(timeDeltas[at]) / 1000;
    const module = nameModule(frame);
    modules.set(module, (modules.get(module) ?? 0) + ms);
    const name = `${frame.functionName || '(anonymous)'} · ${module}${frame.line > 0 ? `:${frame.line}` : ''}`;
    functions.set(name, (functions.get(name) ?? 0) + ms);
  });
  return { modules: sortByTime(modules), functions: sortByTime(functions) };
}

type Frame = { readonly functionName: string; readonly url: string; readonly line: number };

function readProfile(profile: unknown) {
  if (!isRecord(profile)) throw new Error(`A profile must be an object; received ${typeof profile}`);
  const { nodes, samples, timeDeltas } = profile;
  if (!Array.isArray(nodes) || !Array.isArray(samples) || !Array.isArray(timeDeltas))
    throw new Error('A profile must hold nodes, samples and timeDeltas');
  return { nodes, samples, timeDeltas };
}

function readFrame(node: unknown): [unknown, Frame] {
  if (!isRecord(node) || !isRecord(node.callFrame)) throw new Error('A profile’s node must hold a callFrame');
  const { functionName, url, lineNumber } = node.callFrame;
  return [node.id, { functionName: String(functionName), url: String(url), line: Number(lineNumber) + 1 }];
}

/** Returns a package's name, the file of our own code, Node's module, or the function of native code. */
function nameModule({ functionName, url, line }: Frame): string {
  if (url === '' && line > 0) return '(generated code)';
  if (url === '') return functionName.startsWith('(') ? functionName : `native ${functionName}`;
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  return installed ?? /\/((?:engine|bench)\/.*)$/.exec(url)?.[1] ?? url;
}

function sortByTime(times: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...times].sort(([, one], [, other]) => other - one);
}
