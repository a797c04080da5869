import type { ReactNode } from 'react';

interface NoticeProps {
  /** `bad` interrupts a screen reader, the others wait for their turn. */
  readonly kind: 'good' | 'partial' | 'bad';
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** A sentence about what has happened or what is missing, and what can be done about it. */
export function Notice({ kind, children, action }: NoticeProps) {
  return (
    <div className="notice" data-kind={kind} role={kind === 'bad' ? 'alert' : 'status'}>
      <p>{children}</p>
      {action}
    </div>
  );
}
