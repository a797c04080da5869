import type { RestCall } from './open-api-calls.ts';

/** Returns the calls as a Postman collection (format 2.1). Each request has a test that it succeeds. */
export function toPostmanCollection(calls: readonly RestCall[], baseUrl: string): string {
  const collection = {
    info: {
      name: 'Graph for partners',
      description: 'Set the variables baseUrl and token.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    variable: [
      { key: 'baseUrl', value: baseUrl },
      { key: 'token', value: '' },
    ],
    item: calls.map(toItem),
  };
  return `${JSON.stringify(collection, null, 2)}\n`;
}

const tests = [
  'pm.test("succeeds", () => pm.response.to.have.status(200));',
  'pm.test("has data and no errors", () => {',
  '  const body = pm.response.json();',
  '  pm.expect(body.data).to.be.an("object");',
  '  pm.expect(body.errors).to.equal(undefined);',
  '});',
];

function toItem({ name, description, method, path, parameters, body }: RestCall) {
  const query = parameters.flatMap((parameter) =>
    (parameter.values.length > 0 ? parameter.values : ['']).map((value) => ({
      key: parameter.name,
      value,
      description: parameter.description,
      disabled: parameter.values.length === 0,
    })),
  );
  const sent = query.filter(({ disabled }) => !disabled);
  const search = sent.map(({ key, value }) => `${key}=${encodeURIComponent(value)}`).join('&');
  return {
    name,
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: tests } }],
    request: {
      method,
      description,
      header: body === undefined ? [] : [{ key: 'Content-Type', value: 'application/json' }],
      url: {
        raw: `{{baseUrl}}${path}${search === '' ? '' : `?${search}`}`,
        host: ['{{baseUrl}}'],
        path: path.split('/').slice(1),
        query,
      },
      ...(body !== undefined && {
        body: { mode: 'raw', raw: JSON.stringify(body, null, 2), options: { raw: { language: 'json' } } },
      }),
    },
  };
}
