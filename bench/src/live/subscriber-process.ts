import { answerParent } from '../processes/answer-parent.ts';
import { type Connection, openSubscription } from './open-subscription.ts';
import { createTally, type Tally } from './tally.ts';

let connections: Connection[] = [];
let tally: Tally = createTally(0);

/** Number of subscribers that connect at the same time. */
const connecting = 50;

// Holds the subscribers in a process of its own, so that they do not count as the gateway's CPU and memory.
answerParent({
  open: async ({ protocol, url, token, variables }) => {
    const all = Array.isArray(variables) ? variables : [];
    const counted = createTally(all.length);
    tally = counted;
    let next = 0;
    const openInTurn = async (): Promise<void> => {
      for (let n = next++; n < all.length; n = next++) {
        const subscriber = n;
        const onText = (text: string): void => counted.receive(subscriber, text);
        const onEnd = (reason: string): void => counted.fail(reason);
        const details = { url: String(url), token: String(token), variables: all[n], onText, onEnd };
        connections.push(await openSubscription(protocol === 'SSE' ? 'SSE' : 'WebSocket', details));
      }
    };
    await Promise.all(Array.from({ length: connecting }, openInTurn));
    return {};
  },
  /** Returns the subscribers without an event, and the count of all events. */
  progress: async () => tally.progress(),
  reset: async () => {
    tally.reset();
    return {};
  },
  results: async () => tally.results(),
  close: async () => {
    for (const { close } of connections) close();
    connections = [];
    return {};
  },
});
