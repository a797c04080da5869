/** Sample of the Prometheus text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads samples of the Prometheus text format. Throws SyntaxError for a line that is neither a sample nor a comment. */
export function readSamples(text: string): readonly Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(readSample);
}

function readSample(line: string): Sample {
  const [, name, inside = '', value = ''] = sampleForm.exec(line) ?? [];
  if (name === undefined)
    throw new SyntaxError(`not a sample of the Prometheus text format: ${line.slice(0, 100)}`);
  const labels = [...inside.matchAll(labelForm)].map(([, label = '', quoted = '']) => [
    label,
    unquote(quoted),
  ]);
  return { name, labels: Object.fromEntries(labels), value: Number(value.replace('Inf', 'Infinity')) };
}

function unquote(text: string): string {
  return text.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

/** A sample may have a timestamp at its end. */
const sampleForm = /^([\w:]+)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/;

const labelForm = /(\w+)="((?:[^"\\]|\\.)*)"/g;
