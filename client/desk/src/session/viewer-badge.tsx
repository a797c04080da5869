import { useQuery } from '@apollo/client/react';
import { ViewerNameDocument } from '../../../src/index.ts';

interface ViewerBadgeProps {
  /** Name at sign-in, shown if the graph cannot answer. */
  readonly name: string | undefined;
  readonly onSignOut: () => void;
}

/** Name of the signed-in viewer, and the button to sign out. */
export function ViewerBadge({ name, onSignOut }: ViewerBadgeProps) {
  const { data } = useQuery(ViewerNameDocument, { errorPolicy: 'all', fetchPolicy: 'cache-first' });
  return (
    <div className="viewer">
      <span className="viewer-name">{data?.me?.name ?? name ?? 'Signed in'}</span>
      <button type="button" className="quiet" onClick={onSignOut}>
        Sign out
      </button>
    </div>
  );
}
