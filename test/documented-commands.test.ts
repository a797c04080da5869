import { existsSync, readFileSync } from 'node:fs';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';
import { documents, findProof, proofs, readDocumentedCommands } from './commands/documented-commands.ts';

const commands = readDocumentedCommands();

test('every command of README and docs is run by a test, or has a reason why not', () => {
  expect(commands.length).toBeGreaterThan(50);
  expect(commands.filter(({ command }) => findProof(command) === undefined)).toEqual([]);
});

test('each proof is that of a command, and names tests that exist', () => {
  const used = new Set(commands.map(({ command }) => findProof(command)));
  expect(proofs.filter((proof) => !used.has(proof)).map(({ command }) => String(command))).toEqual([]);
  for (const proof of proofs)
    for (const path of 'tests' in proof ? proof.tests : [])
      expect(existsSync(repositoryFile(path)), path).toBe(true);
});

test('every npm script that README and docs name exists', () => {
  const { scripts } = JSON.parse(readFileSync(repositoryFile('package.json'), 'utf8'));
  const named = documents.flatMap((path) =>
    [...readFileSync(repositoryFile(path), 'utf8').matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});
