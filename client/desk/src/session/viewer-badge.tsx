import { useViewer } from './use-viewer.ts';

interface ViewerBadgeProps {
  /** Name at sign-in, shown if the graph cannot answer. */
  readonly name: string | undefined;
  readonly onSignOut: () => void;
}

/** Name of the signed-in viewer, and the button to sign out. */
export function ViewerBadge({ name, onSignOut }: ViewerBadgeProps) {
  const viewer = useViewer();
  return (
    <div className="viewer">
      <span className="viewer-name">{viewer.name ?? name ?? 'Signed in'}</span>
      <button type="button" className="quiet" onClick={onSignOut}>
        Sign out
      </button>
    </div>
  );
}
