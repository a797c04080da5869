import { expect, onTestFinished, test } from 'vitest';
import { maskedMessage } from '../src/errors.ts';
import type { HttpReply } from '../src/http/http-handler.ts';
import { startHttpServer } from '../src/http/http-server.ts';
import { createLog } from '../src/log.ts';

const unsendable: Readonly<Record<string, HttpReply>> = {
  'an invalid header value': { status: 200, headers: { location: '/a\nb' }, body: '' },
  'an invalid header name': { status: 200, headers: { 'a b': 'c' }, body: '' },
  'an invalid status': { status: 99_999, headers: {}, body: '' },
};

for (const [fault, reply] of Object.entries(unsendable)) {
  test(`an answer with ${fault} becomes 500, and the next one is served`, async () => {
    const url = await serve(() => ({}), reply);
    await expectMasked(url);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
}

test('headers of all answers that throw become 500, and the server keeps serving', async () => {
  let asked = 0;
  const replyHeaders = () => {
    asked += 1;
    if (asked === 1) throw new Error('cannot say');
    return {};
  };
  const url = await serve(replyHeaders, { status: 200, headers: {}, body: '' });
  await expectMasked(url);
  expect((await fetch(`${url}/faulty`)).status).toBe(200);
});

async function expectMasked(url: string): Promise<void> {
  const response = await fetch(`${url}/faulty`);
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({
    errors: [{ message: maskedMessage, extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  });
}

async function serve(replyHeaders: () => HttpReply['headers'], reply: HttpReply): Promise<string> {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    settings: { shutdownDelayMs: 0, shedLagMs: 0, maxUnreadBytes: 64_000_000 },
    log: createLog({ service: 'test', mode: 'test', level: 'silent' }),
    routes: { '/faulty': () => reply },
    replyHeaders,
  });
  onTestFinished(() => server.stop());
  return server.url;
}
