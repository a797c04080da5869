import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  print,
} from 'graphql';
import { joinParts, renderTable } from './markdown.ts';
import type { SchemaNotes } from './schema-notes.ts';

/** Page of the reference, in Markdown. */
export interface ApiPage {
  readonly file: string;
  readonly text: string;
}

/** Schema that clients see, and what the supergraph adds to it. */
export interface DescribedApi {
  readonly schema: GraphQLSchema;
  readonly notes: SchemaNotes;
}

const header = '<!-- Made by `npm run codegen` from schema/supergraph.graphql. Do not edit. -->';

/** Pages of types, in the order of the index. */
const kinds = [
  { file: 'objects.md', title: 'Objects', has: isObjectType },
  { file: 'interfaces.md', title: 'Interfaces', has: isInterfaceType },
  { file: 'unions.md', title: 'Unions', has: isUnionType },
  { file: 'inputs.md', title: 'Input objects', has: isInputObjectType },
  { file: 'enums.md', title: 'Enums', has: isEnumType },
  { file: 'scalars.md', title: 'Scalars', has: isOtherType },
] as const;

/** Renders the reference: an index, a page of operations for each root type, and a page for each kind of types. */
export function renderApi(api: DescribedApi): readonly ApiPage[] {
  const roots = rootsOf(api.schema);
  const types = kinds.map((kind) => ({ ...kind, types: typesOf(api.schema).filter(kind.has) }));
  const pages = [
    { file: 'README.md', title: 'API reference', parts: renderIndex(api) },
    ...roots.map(({ file, title, fields }) => ({
      file,
      title,
      parts: fields.map(({ type, field }) => renderOperation(api, type, field)),
    })),
    ...types.map(({ types, ...page }) => ({ ...page, parts: types.map((type) => renderType(api, type)) })),
  ];
  return pages
    .filter(({ parts }) => parts.length > 0)
    .map(({ file, title, parts }) => ({ file, text: `${joinParts([header, `# ${title}`, ...parts])}\n` }));
}

function rootsOf(schema: GraphQLSchema) {
  const roots = [
    { file: 'queries.md', title: 'Queries', type: schema.getQueryType() },
    { file: 'mutations.md', title: 'Mutations', type: schema.getMutationType() },
    { file: 'subscriptions.md', title: 'Subscriptions', type: schema.getSubscriptionType() },
  ];
  return roots.flatMap(({ type, ...page }) =>
    type
      ? [{ ...page, fields: Object.values(type.getFields()).map((field) => ({ type: type.name, field })) }]
      : [],
  );
}

function typesOf(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !roots.some((root) => root === type))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

function isOtherType(type: GraphQLNamedType): boolean {
  return !kinds.slice(0, -1).some(({ has }) => has(type));
}

function renderIndex({ schema, notes }: DescribedApi): readonly string[] {
  const about = `The schema that clients see, for reading without a running graph. **Owner** is the subgraph that answers a field. **Access**
says what a caller needs; without it, the subgraph decides by the data. **Cost** has the declared weight and length of lists, of which
the [cost of an operation](../engine.md#cost) is computed. Errors have [codes](../errors.md), and failures that clients handle are members of a result.`;
  const operations = rootsOf(schema).map(({ file, title, fields }) =>
    joinParts([
      `## ${title}`,
      renderTable(
        ['operation', 'owner', 'effect'],
        fields.map(({ type, field }) => [
          `[${field.name}](${file}#${field.name.toLowerCase()})`,
          notes.owners(`${type}.${field.name}`).join(', '),
          firstSentence(field.description),
        ]),
      ),
    ]),
  );
  const lists = kinds.flatMap(({ file, title, has }) => {
    const names = typesOf(schema)
      .filter(has)
      .map(({ name }) => `[${name}](${file}#${name.toLowerCase()})`);
    return names.length === 0 ? [] : [`**${title}:** ${names.join(', ')}`];
  });
  return [about, ...operations, '## Types', ...lists];
}

/** Renders a field of a root type as a section. */
function renderOperation(api: DescribedApi, type: string, field: GraphQLField<unknown, unknown>): string {
  const coordinate = `${type}.${field.name}`;
  return joinParts([
    `## ${field.name}`,
    field.description ?? '',
    describeFacts(api, coordinate, field),
    `\`\`\`graphql\n${signatureOf(field)}: ${field.type}\n\`\`\``,
    renderInputs('argument', field.args),
    renderResult(api, field),
  ]);
}

function renderResult({ schema }: DescribedApi, field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  const result = `Returns ${linkType(field.type)}`;
  return isUnionType(type)
    ? joinParts([`${result}, one of:`, renderMembers(schema.getPossibleTypes(type))])
    : `${result}.`;
}

/** Renders the types of a union or an interface. Successes, which have no interface, come first. */
function renderMembers(members: ReturnType<GraphQLSchema['getPossibleTypes']>): string {
  const sorted = members.toSorted((one, other) => one.getInterfaces().length - other.getInterfaces().length);
  return renderTable(
    ['type', 'interfaces', 'meaning'],
    sorted.map((member) => [
      linkType(member),
      member.getInterfaces().map(linkType).join(', '),
      member.description ?? '',
    ]),
  );
}

function renderType(api: DescribedApi, type: GraphQLNamedType): string {
  const { schema, notes } = api;
  const keys = notes.keys(type.name).map((key) => `\`${key}\``);
  const facts = [
    `**Owner:** ${notes.owners(type.name).join(', ')}`,
    ...(keys.length > 0 ? [`**Key:** ${keys.join(', ')}`] : []),
    ...listFact('Access', notes.access(type.name)),
  ];
  const isBuiltIn = isSpecifiedScalarType(type);
  return joinParts([
    `## ${type.name}`,
    type.description ?? '',
    isBuiltIn ? '' : facts.join(' · '),
    renderContent(api, type, schema),
  ]);
}

function renderContent(api: DescribedApi, type: GraphQLNamedType, schema: GraphQLSchema): string {
  if (isObjectType(type) || isInterfaceType(type)) {
    const fields = Object.values(type.getFields());
    const table = renderTable(
      ['field', 'type', 'owner', 'description'],
      fields.map((field) => renderField(api, type, field)),
    );
    return isInterfaceType(type) ? joinParts([table, renderMembers(schema.getPossibleTypes(type))]) : table;
  }
  if (isUnionType(type)) return renderMembers(schema.getPossibleTypes(type));
  if (isInputObjectType(type)) return renderInputs('field', Object.values(type.getFields()));
  if (!isEnumType(type)) return '';
  const rows = type.getValues().map((value) => [`\`${value.name}\``, withDeprecation(value)]);
  return renderTable(['value', 'meaning'], rows);
}

function renderField(
  api: DescribedApi,
  type: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
): readonly string[] {
  const coordinate = `${type.name}.${field.name}`;
  const facts = [
    ...listFact('Access', accessOf(api, coordinate, field)),
    ...listFact('Cost', api.notes.cost(coordinate)),
  ];
  return [
    `\`${signatureOf(field)}\``,
    linkType(field.type),
    api.notes.owners(coordinate).join(', '),
    [withDeprecation(field), ...facts.map((fact) => `${fact}.`)].join(' '),
  ];
}

function describeFacts(api: DescribedApi, coordinate: string, field: GraphQLField<unknown, unknown>): string {
  return [
    `**Owner:** ${api.notes.owners(coordinate).join(', ')}`,
    ...listFact('Access', accessOf(api, coordinate, field)),
    ...listFact('Cost', api.notes.cost(coordinate)),
    ...listFact('Deprecated', field.deprecationReason ? [field.deprecationReason] : []),
  ].join(' · ');
}

/** Returns what a caller needs for a field: by the field itself, and by its type. */
function accessOf({ notes }: DescribedApi, coordinate: string, { type }: GraphQLField<unknown, unknown>) {
  return [...new Set([...notes.access(coordinate), ...notes.access(getNamedType(type).name)])];
}

function listFact(name: string, facts: readonly string[]): readonly string[] {
  return facts.length === 0 ? [] : [`**${name}:** ${facts.join(', ')}`];
}

function renderInputs(noun: string, inputs: readonly (GraphQLArgument | GraphQLInputField)[]): string {
  return renderTable(
    [noun, 'type', 'default', 'description'],
    inputs.map((input) => [
      `\`${input.name}\``,
      linkType(input.type),
      defaultOf(input),
      withDeprecation(input),
    ]),
  );
}

function defaultOf({ defaultValue, type }: GraphQLArgument | GraphQLInputField): string {
  const value = astFromValue(defaultValue, type);
  return value ? `\`${print(value)}\`` : '';
}

function signatureOf({ name, args }: GraphQLField<unknown, unknown>): string {
  const shown = args.map((argument) => `${argument.name}: ${argument.type}`);
  return shown.length === 0 ? name : `${name}(${shown.join(', ')})`;
}

function withDeprecation(item: {
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}): string {
  const { description, deprecationReason } = item;
  const deprecated = deprecationReason ? [`**Deprecated:** ${deprecationReason}`] : [];
  return [description ?? '', ...deprecated].join(' ');
}

/** Returns a type as a link to its section, with its lists and `!`. */
function linkType(type: GraphQLType): string {
  if (isNonNullType(type)) return `${linkType(type.ofType)}!`;
  if (isListType(type)) return `\\[${linkType(type.ofType)}\\]`;
  const file = kinds.find(({ has }) => has(type))?.file ?? '';
  return `[${type.name}](${file}#${type.name.toLowerCase()})`;
}

function firstSentence(text: string | null | undefined): string {
  return /^.*?\.(?=\s|$)/s.exec(text ?? '')?.[0] ?? text ?? '';
}
