import type { ReactNode } from 'react';

interface NoticeProps {
  /** `bad` interrupts a screen reader. The others wait until it is idle. */
  readonly kind: 'good' | 'partial' | 'bad';
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** Adds a button to retry. */
  readonly onRetry?: (() => void) | undefined;
}

/** A message with an optional action. */
export function Notice({ kind, children, action, onRetry }: NoticeProps) {
  return (
    <div className="notice" data-kind={kind} role={kind === 'bad' ? 'alert' : 'status'}>
      <p>{children}</p>
      {action}
      {onRetry !== undefined && (
        <button type="button" className="quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
