import { createHash } from 'node:crypto';
import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import type { LogFields } from '@supergraph/service-kit/request-scope.ts';
import { oneOf } from '@supergraph/service-kit/variables.ts';

/** How the log names callers. */
export const logSubject = oneOf(
  'LOG_SUBJECT',
  'hash',
  ['hash', 'plain', 'off'],
  'How log lines name the caller: the subject of its token, a hash of it, or not at all.',
);

/** Returns the fields of a log line that say who sent a request: application, version and subject. */
export type CallerFields = (request: Pick<HttpRequest, 'headers'>, viewer: Viewer) => LogFields;

/** Creates the fields. The hash of a subject is the same in all processes, so lines of one caller can be found. */
export function createCallerFields(subjects: 'hash' | 'plain' | 'off'): CallerFields {
  const hashes = new WeakMap<Viewer, string>();
  const hashOf = (viewer: Viewer, subject: string): string => {
    // A viewer is the same object while its token is remembered.
    const known = hashes.get(viewer);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(subject).digest('hex').slice(0, 16);
    hashes.set(viewer, hash);
    return hash;
  };
  return ({ headers }, viewer) => {
    const { subject } = viewer;
    return {
      client: shorten(headers['apollographql-client-name']),
      clientVersion: shorten(headers['apollographql-client-version']),
      ...(subject !== undefined &&
        subjects !== 'off' && { subject: subjects === 'plain' ? subject : hashOf(viewer, subject) }),
    };
  };
}

function shorten(text: string | undefined): string | undefined {
  return text?.slice(0, maxLength);
}

/** Maximum length of what a client says about itself. */
const maxLength = 100;
