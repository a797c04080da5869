import { Supergraph } from '@apollo/federation-internals';
import { execute, parse } from 'graphql';
import type { BenchCase } from '../bench-cases.ts';
import { resolveField } from './resolve-field.ts';

/**
 * Returns the data that a gateway must answer, as JSON text: graphql-js executes the case's operation on the API schema
 * over the stub's rows, without subgraphs, plans or a gateway.
 */
export function computeExpectedData(supergraphSdl: string, { query, variables }: BenchCase): string {
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  const result = execute({
    schema,
    document: parse(query),
    variableValues: variables,
    fieldResolver: resolveField,
  });
  if ('then' in result) throw new Error('The stub rows must resolve synchronously');
  if (result.errors) throw new Error(`The expected answer must be free of errors; received ${result.errors}`);
  return JSON.stringify(result.data);
}
