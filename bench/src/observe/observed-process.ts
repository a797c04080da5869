import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGateway } from '@supergraph/gateway/gateway.ts';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { answerParent } from '../processes/answer-parent.ts';
import { readTexts } from '../processes/read-texts.ts';

// Runs a gateway, or a collector of spans, in a process of its own.
answerParent({
  start: async ({ env }) => {
    const { url } = await startGateway(readGatewayConfig(readTexts(env)));
    return { port: Number(new URL(url).port) };
  },
  collect: async () => {
    const server = createServer((request, response) => {
      request.resume().once('end', () => response.end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { port };
  },
  usage: async () => {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
  },
});
