import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { expect, onTestFinished, test } from 'vitest';
import { readMaterials } from '../src/sbom/materials.ts';

test('npm run sbom lists each package of production once, with its licence and checksum, the same every time', () => {
  const [first, second] = [create(), create()];
  expect(first).toEqual(second);
  const { components, serialNumber } = JSON.parse(first.sbom);
  expect(serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  const graphql = components.filter(({ name }: { readonly name: string }) => name === 'graphql');
  expect(graphql).toEqual([
    expect.objectContaining({
      purl: expect.stringMatching(/^pkg:npm\/graphql@16\./),
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
    }),
  ]);
  const names = components.map(({ name }: { readonly name: string }) => name);
  expect(names).toContain('@apollo/gateway');
  expect(names).not.toContain('vitest');
  expect(first.licences).toMatch(/## Elastic-2\.0 \(\d\)\n\n- @apollo\/composition/);
});

test('a package of production with another licence, or none, is refused by name', () => {
  const lockfile = (license: string | undefined, dev = false) =>
    JSON.stringify({ packages: { 'node_modules/@x/y': { version: '1.0.0', license, dev } } });
  expect(() => readMaterials(lockfile('AGPL-3.0'))).toThrow('@x/y 1.0.0 (AGPL-3.0)');
  expect(() => readMaterials(lockfile(undefined))).toThrow('@x/y 1.0.0 (none)');
  expect(readMaterials(lockfile('AGPL-3.0', true))).toEqual([]);
});

function create(): { readonly sbom: string; readonly licences: string } {
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-sbom-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync(process.execPath, [repositoryFile('launcher/src/sbom.ts'), '--out', folder]);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { sbom: read('sbom.cdx.json'), licences: read('licences.md') };
}
