import { Component, type ReactNode } from 'react';
import { Notice } from './notice.tsx';

/**
 * Error boundary of a page. It shows a message instead of a page that threw, and the rest of the desk keeps
 * working.
 */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode },
  { readonly isBroken: boolean }
> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { readonly isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    const reload = (
      <button type="button" className="quiet" onClick={() => window.location.reload()}>
        Reload
      </button>
    );
    return (
      <Notice kind="bad" action={reload}>
        This page broke, and that is our mistake. Reload it to go on.
      </Notice>
    );
  }
}
