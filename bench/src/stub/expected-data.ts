import { Supergraph } from '@apollo/federation-internals';
import { execute, type GraphQLSchema, parse } from 'graphql';
import type { BenchCase, BenchOperation } from '../bench-cases.ts';
import { resolveField } from './resolve-field.ts';

/**
 * Returns the data that a gateway must answer to each operation of a case, as JSON text: graphql-js executes it on the
 * API schema over the stub's rows, without subgraphs, plans or a gateway.
 */
export function computeExpectedData(supergraphSdl: string, { operations }: BenchCase): readonly string[] {
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  return operations.map((operation) => executeOperation(schema, operation));
}

function executeOperation(schema: GraphQLSchema, { query, variables }: BenchOperation): string {
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
