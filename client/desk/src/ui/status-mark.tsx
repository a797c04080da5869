import type { OrderStatus } from '../../../src/index.ts';
import { statusNames } from './status.ts';

/**
 * A status as a word with a moon that waxes with progress, so that colour alone does not carry the meaning.
 */
export function StatusMark({ status }: { readonly status: OrderStatus }) {
  return (
    <span className="status" data-status={status}>
      <StatusIcon status={status} />
      {statusNames[status]}
    </span>
  );
}

/** The moon without the word, where the word is already there. */
export function StatusIcon({ status }: { readonly status: OrderStatus }) {
  return (
    <svg className="moon" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" />
      <path d={phases[status]} />
    </svg>
  );
}

/** Fill of the moon, clockwise from the top: a quarter, a half, three quarters, full. Cancelled is a cross. */
const phases: Readonly<Record<OrderStatus, string>> = {
  PLACED: 'M8 8V1.5A6.5 6.5 0 0 1 14.5 8Z',
  PAID: 'M8 1.5a6.5 6.5 0 0 1 0 13Z',
  SHIPPED: 'M8 8V1.5A6.5 6.5 0 1 1 1.5 8Z',
  DELIVERED: 'M8 1.5a6.5 6.5 0 0 1 0 13a6.5 6.5 0 0 1 0-13Z',
  CANCELLED: 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6',
};
