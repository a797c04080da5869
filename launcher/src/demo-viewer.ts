import { readFileSync } from 'node:fs';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { demoViewerFile, repositoryFile } from './service-environment.ts';

/** Reads the identity of the demo staff user. */
export function readDemoViewer(): Viewer {
  const viewer: { readonly subject: string; readonly scopes: readonly string[] } = JSON.parse(
    readFileSync(repositoryFile(demoViewerFile), 'utf8'),
  );
  return { subject: viewer.subject, scopes: new Set(viewer.scopes) };
}
