import type { TextOf } from '../../live/result-texts.ts';
import { writeFrame } from './websocket-sender.ts';

/** Function that returns the frame of the message `next` with a result. The id of the operation is JSON. */
export type FrameOf = (id: string, result: object) => Buffer;

/** Creates the frames of results. Subscriptions that share a result and have equal ids share its frame. */
export function createResultFrames(textOf: TextOf): FrameOf {
  const frames = new WeakMap<object, { readonly id: string; readonly frame: Buffer }>();
  return (id, result) => {
    const known = frames.get(result);
    if (known?.id === id) return known.frame;
    const frame = writeFrame(`{"id":${id},"type":"next","payload":${textOf(result)}}`);
    frames.set(result, { id, frame });
    return frame;
  };
}
