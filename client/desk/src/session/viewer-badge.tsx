import { useQuery } from '@apollo/client/react';
import { ViewerNameDocument } from '../../../src/index.ts';

interface ViewerBadgeProps {
  /** What they were called when they signed in, for when the graph cannot tell. */
  readonly name: string | undefined;
  readonly onSignOut: () => void;
}

/** Who is signed in, and the way out. */
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
