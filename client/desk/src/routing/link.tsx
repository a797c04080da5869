import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { navigate } from './address.ts';

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly href: string;
  readonly state?: unknown;
}

/** A link inside the desk. It is a real anchor: it can be opened in another tab, and shows its target. */
export function Link({ href, state, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !isPlain) return;
    event.preventDefault();
    navigate(href, state);
  };
  return <a href={href} onClick={follow} {...rest} />;
}
