import { useQuery } from '@apollo/client/react';
import { ViewerDocument } from '../../../src/index.ts';

/** The signed-in viewer, as the graph knows them. */
export interface Viewer {
  /** Undefined if the graph has not answered, or does not know the viewer. */
  readonly name: string | undefined;
  /** Reason why the viewer cannot place orders. Undefined if they can, and while that is unknown. */
  readonly cannotOrder: string | undefined;
}

/**
 * Returns the viewer, and asks for them again when the component appears. Only registered people whose account is active can
 * order, by the rules of `placeOrder`.
 */
export function useViewer(): Viewer {
  const { data, error } = useQuery(ViewerDocument, { errorPolicy: 'all' });
  return { name: data?.me?.name, cannotOrder: reasonOf(data?.me, error) };
}

function reasonOf(
  me: { readonly status: 'ACTIVE' | 'DEACTIVATED' } | null | undefined,
  error: unknown,
): string | undefined {
  if (me?.status === 'DEACTIVATED') return 'Your account is deactivated, so you cannot order.';
  // Without an answer of the service that knows people, the graph decides when the order is placed.
  if (me !== null || error !== undefined) return undefined;
  return 'You are not registered here, so you cannot order.';
}
