import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../src/http/http-server.ts';
import { createLog } from '../src/log.ts';

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });

test('an overloaded server refuses some requests with 503 and Retry-After before it executes them', async () => {
  const { url, worked } = await serveWork(20);
  const { statuses, refusal } = await flood(url);
  expect(statuses.get(200)).toBe(worked());
  expect(statuses.get(503)).toBeGreaterThan(0);
  expect([...statuses.keys()].sort()).toEqual([200, 503]);
  expect(refusal?.headers.get('retry-after')).toBe('1');
  expect(await refusal?.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_OVERLOADED' } }] });
});

test('an overloaded server stays up and ready, and refuses nothing once it has caught up', async () => {
  const { url } = await serveWork(20);
  const flooding = flood(url);
  for (let i = 0; i < 20; i += 1) {
    for (const path of ['/health', '/ready']) expect((await fetch(new URL(path, url))).status).toBe(200);
  }
  await flooding;
  const isAnswered = async () => (await fetch(url)).status;
  await expect.poll(isAnswered).toBe(200);
  // The server may still shed a share of the requests; ten at once would show it.
  await expect
    .poll(async () => (await Promise.all(Array.from({ length: 10 }, isAnswered))).every((s) => s === 200), {
      timeout: 10_000,
      interval: 300,
    })
    .toBe(true);
});

test('with a limit of 0 nothing is refused', async () => {
  const { url } = await serveWork(0);
  expect([...(await flood(url, 200)).statuses.keys()]).toEqual([200]);
});

/** Starts a server whose requests each take 10 ms of CPU. */
async function serveWork(shedLagMs: number) {
  let worked = 0;
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    settings: { shutdownDelayMs: 0, shedLagMs, maxUnreadBytes: 64_000_000 },
    log,
    routes: {
      '/work': () => {
        worked += 1;
        const end = performance.now() + 10;
        while (performance.now() < end);
        return { status: 200, headers: {}, body: '' };
      },
    },
  });
  onTestFinished(() => server.stop());
  return { url: `${server.url}/work`, worked: () => worked };
}

/** Sends requests, forty at a time, until one is refused. */
async function flood(url: string, atMost = 4_000) {
  const statuses = new Map<number, number>();
  let refusal: Response | undefined;
  let sent = 0;
  const ask = async (): Promise<void> => {
    while (refusal === undefined && sent < atMost) {
      sent += 1;
      const response = await fetch(url);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status === 503 && refusal === undefined) refusal = response;
      else await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 40 }, ask));
  return { statuses, refusal };
}
