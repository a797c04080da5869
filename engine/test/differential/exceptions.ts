import type { Difference } from './compare-answers.ts';
import { differByIndex, isAtLostField, isConcrete, isMadeConcrete, lookAt } from './error-places.ts';
import { type OperationTraits, readOperationTraits } from './operation-traits.ts';
import type { CaseResult } from './run-case.ts';

/** A wrong answer of stock that the engine corrects, so the two must differ. */
export interface Exception {
  readonly name: string;
  explains(difference: Difference, result: CaseResult): boolean;
}

const SKIPPED = 'a selection of which everything is skipped';

/**
 * The only differences allowed between the engine and stock, the narrower first. If stock's plan is wrong, a
 * difference is allowed only if the engine has the expected answer.
 */
export const EXCEPTIONS: readonly Exception[] = [
  planned(
    'an operation that only stock refuses to plan',
    (_traits, _difference, { stock }) => stock.data === undefined,
  ),
  planned(
    'two @requires of one field with different arguments',
    ({ fields }) => fields.has('heavy') && fields.has('light'),
  ),
  planned(
    'the same field twice with different arguments, one of them from @requires',
    ({ fields }) => fields.has('weight') && (fields.has('heavy') || fields.has('light')),
  ),
  planned('a type whose first @key is not resolvable', ({ fields }) => fields.has('busy')),
  planned('an alias onto a key or @requires field', ({ misleadingAliases }) => misleadingAliases.size > 0),
  planned(
    SKIPPED,
    ({ hasConditions }, difference) =>
      hasConditions &&
      difference.kind === 'data' &&
      difference.other === null &&
      typeof difference.ours === 'object',
  ),
  {
    // The engine requests the type of such an object, so it receives the fault that stock does not.
    name: SKIPPED,
    explains: (difference, { ours, stock, operation, faults }) => {
      if (!readOperationTraits(operation.query).hasConditions || difference.kind === 'error of other')
        return false;
      const path = difference.kind === 'data' ? difference.path : (difference.error.path ?? []);
      const meetsFault = difference.kind === 'error of ours' && isOf(faults, difference.error);
      return (meetsFault || lookAt(ours.data, path) === 'null') && lookAt(stock.data, path) === 'empty';
    },
  },
  planned('fields with different needs in one entity fetch', ({ fields }) =>
    REQUIRING.some((name) => fields.has(name)),
  ),
  planned('the type name of an interface object', ({ fields }) =>
    OF_INTERFACE_OBJECT.some((name) => fields.has(name)),
  ),
  planned(
    'a fragment on a union around an object of one type',
    ({ hasUnionFragments }, difference) => hasUnionFragments && difference.kind === 'data',
  ),
  {
    // With a failing subgraph there is no expected answer, and stock's plan is as wrong as without it.
    name: 'an alias onto a key or @requires field, while a subgraph fails',
    explains: (difference, { operation, faults }) =>
      difference.kind === 'data' &&
      Object.keys(faults).length > 0 &&
      isObject(difference.ours) &&
      Object.keys(difference.ours).some((name) =>
        readOperationTraits(operation.query).misleadingAliases.has(name),
      ),
  },
  {
    // The subgraph of an interface object does not know the types that implement the interface.
    name: 'an entity of an interface object under the name of its own type',
    explains: (difference) =>
      difference.kind === 'error of other' &&
      difference.error.extensions?.serviceName === 'reviews' &&
      /^The _entities resolver tried to load an entity for type "(Book|Film)"/.test(difference.error.message),
  },
  {
    // The schema determines the type of such an object, so the engine does not rely on the subgraph for it.
    name: 'a wrong type name of an object that can have one type only',
    explains: (difference, { stock }) =>
      difference.kind === 'data' &&
      difference.other === null &&
      (stock.extensions?.valueCompletion ?? []).some(
        ({ message, path }) =>
          message.startsWith('Invalid __typename found for object') &&
          JSON.stringify(path) === JSON.stringify(difference.path),
      ),
  },
  {
    // Stock reports these in the extensions, and only if there is no other error.
    name: 'a null in a non-null position, or an invalid value, leaves an error',
    explains: (difference, { stock }) =>
      difference.kind === 'error of ours' &&
      difference.error.extensions?.code === 'INVALID_RESPONSE_VALUE' &&
      lookAt(stock.data, difference.error.path ?? []) === 'null',
  },
  {
    // Stock leaves the field null without an error, or leaves it out if the object's type was not found either.
    name: 'a field that requires what was not found has an error',
    explains: (difference, { stock, faults }) => {
      if (difference.kind !== 'error of ours' || difference.error.extensions?.code !== 'FIELD_NOT_RESOLVABLE')
        return false;
      const found = lookAt(stock.data, difference.error.path ?? []);
      return found === 'null' || (Object.keys(faults).length > 0 && found !== 'not asked');
    },
  },
  {
    name: 'the error index on lists of mixed types',
    explains: pairs(differByIndex),
  },
  {
    name: 'error paths without "@" and "_entities"',
    explains: pairs(isMadeConcrete),
  },
  {
    name: 'an error of a whole answer of entities is told at each field that is lost',
    explains: pairs(isAtLostField),
  },
  {
    name: 'an error in a field that was not asked of that object',
    explains: (difference, { stock }) => {
      if (difference.kind !== 'error of other') return false;
      const { path = [] } = difference.error;
      return isConcrete(path) && lookAt(stock.data, path) === 'not asked';
    },
  },
  {
    name: 'a subgraph that cannot be asked or does not answer with GraphQL',
    explains: (difference, { ours, faults }) => {
      if (difference.kind === 'data') return false;
      if (difference.kind === 'error of ours') return isFailureOf(faults, difference.error);
      const { code } = difference.error.extensions ?? {};
      return code === 'INTERNAL_SERVER_ERROR' && (ours.errors ?? []).some((error) => isOf(faults, error));
    },
  },
];

/** Fields with @requires. */
const REQUIRING = ['blurb', 'shipping', 'heavy', 'light', 'reels'];

/** Fields that come from the interface object. */
const OF_INTERFACE_OBJECT = ['rating', 'reviews', 'blurb', 'similar'];

type FormattedError = Extract<Difference, { readonly error: unknown }>['error'];

/**
 * Creates an exception for operations that stock plans wrong. Its data and errors may be wrong; the engine's
 * must be as expected.
 */
function planned(
  name: string,
  applies: (traits: OperationTraits, difference: Difference, result: CaseResult) => boolean,
): Exception {
  return {
    name,
    explains: (difference, result) =>
      isBackedByTruth(difference, result) &&
      applies(readOperationTraits(result.operation.query), difference, result),
  };
}

function isBackedByTruth(difference: Difference, { faults, truth, untruths }: CaseResult): boolean {
  if (Object.keys(faults).length > 0 || untruths.length > 0) return false;
  if (difference.kind === 'data') return true;
  const { message, path = [] } = difference.error;
  // Errors below a null are optional on both sides.
  if (lookAt(truth.data, path) === 'null' && lookAt(truth.data, path.slice(0, -1)) === 'null') return true;
  const isTrue = (truth.errors ?? []).some(
    (error) => error.message === message && JSON.stringify(error.path) === JSON.stringify(path),
  );
  return isTrue === (difference.kind === 'error of ours');
}

/** Explains an error of one side by a similar error of the other. */
function pairs(areAlike: (ours: FormattedError, stock: FormattedError) => boolean): Exception['explains'] {
  return (difference, { ours, stock }) => {
    if (difference.kind === 'data') return false;
    const { kind, error } = difference;
    return kind === 'error of ours'
      ? (stock.errors ?? []).some((other) => areAlike(error, other))
      : (ours.errors ?? []).some((other) => areAlike(other, error));
  };
}

function isFailureOf(faults: CaseResult['faults'], error: FormattedError): boolean {
  return isOf(faults, error) && /^SUBREQUEST_/.test(String(error.extensions?.code));
}

function isOf(faults: CaseResult['faults'], { extensions }: FormattedError): boolean {
  return typeof extensions?.serviceName === 'string' && extensions.serviceName in faults;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
