import type { LoadOperation } from '../load/load-operation.ts';

/** Creates known operations, small and large, over one to six subgraphs each. */
export function createKnownOperations(
  types: number,
  oracle: (query: string) => string,
): readonly LoadOperation[] {
  return Array.from({ length: 20 }, (_, number) => {
    const query = createQuery(number, types);
    return { query, data: oracle(query), tolerates: 'nothing' };
  });
}

/** Returns the query of a number. All differ, and each uses other types. */
export function createQuery(number: number, types: number): string {
  const entity = (number * 7) % types;
  const id = 1 + (number % 40);
  const selections = [
    'name rating',
    'name next { label score } ',
    'score children { name peer { note } }',
    'parent { name size } related { rating next { name label } }',
    'peer { label next { name } } children { score parent { code rating } }',
  ];
  return `query Known${number} { entity${entity}(id: "${id}") { id ${selections[number % selections.length]} } }`;
}

/** Returns a new operation. Its own alias makes it new to Apollo Server, the cache and the planner. */
export function createNewOperation(query: string, data: string): LoadOperation {
  const field = /\{ (\w+)\(/.exec(query)?.[1] ?? '';
  return {
    query: query.replace(`{ ${field}(`, `{ new%N%: ${field}(`),
    data: data.replace(`"${field}":`, '"new%N%":'),
    tolerates: 'nothing',
  };
}
