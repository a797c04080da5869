import {
  type FragmentType,
  OrderChangesFragmentDoc,
  type OrderStatus,
  readFragment,
} from '../../../src/index.ts';
import { messageOf, readProblems, toSentence } from '../graph/problems.ts';
import { statusNames } from '../ui/status.ts';

export interface ChangeOutcome {
  readonly kind: 'good' | 'bad';
  readonly sentence: string;
}

/** Reads the outcome of a change: done, refused by a typed failure, or failed. */
export function readChange(
  change: FragmentType<typeof OrderChangesFragmentDoc> | undefined,
  error: unknown,
): ChangeOutcome {
  const result = readFragment(OrderChangesFragmentDoc, change);
  if (result === undefined) {
    const [first] = readProblems(error);
    return {
      kind: 'bad',
      sentence: first ? toSentence(first) : 'Something went wrong. Nothing was changed.',
    };
  }
  switch (result.__typename) {
    case 'OrderChanged':
      return { kind: 'good', sentence: done[result.order.status] };
    case 'IllegalStatusChange':
      return { kind: 'bad', sentence: tooLate(result.order.status, result.allowed) };
    case 'OrderNotFound':
      return { kind: 'bad', sentence: 'There is no such order any more.' };
    default:
      return { kind: 'bad', sentence: messageOf(result satisfies never) };
  }
}

const done: Readonly<Record<OrderStatus, string>> = {
  PLACED: 'The order is placed.',
  PAID: 'The order is paid. It can be shipped now.',
  SHIPPED: 'The order is on its way.',
  DELIVERED: 'The order has arrived. Nothing is left to do.',
  CANCELLED: 'The order is cancelled, and its stock is back in the catalogue.',
};

function tooLate(status: OrderStatus, allowed: readonly OrderStatus[]): string {
  const names = allowed.map((follower) => statusNames[follower].toLowerCase());
  const choice = names.length === 0 ? 'nothing can follow that' : `it can only be ${names.join(' or ')} now`;
  return `Another change came first: the order is already ${statusNames[status].toLowerCase()}, and ${choice}.`;
}
