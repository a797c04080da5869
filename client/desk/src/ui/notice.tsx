import type { ReactNode } from 'react';

interface NoticeProps {
  /** `bad` interrupts a screen reader. The others wait until it is idle. */
  readonly kind: 'good' | 'partial' | 'bad';
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** A message with an optional action. */
export function Notice({ kind, children, action }: NoticeProps) {
  return (
    <div className="notice" data-kind={kind} role={kind === 'bad' ? 'alert' : 'status'}>
      <p>{children}</p>
      {action}
    </div>
  );
}
