import { useEffect, useRef } from 'react';

/**
 * The heading of a page. It names the browser's tab, and takes the focus when somebody comes from another page of
 * the desk, so that a screen reader tells where they are.
 */
export function PageTitle({ title, kicker }: { readonly title: string; readonly kicker?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Order desk`;
  }, [title]);
  useEffect(() => {
    if (document.body.dataset.visited === 'true') heading.current?.focus({ preventScroll: true });
    document.body.dataset.visited = 'true';
  }, []);
  return (
    <header className="page-title">
      {kicker !== undefined && <p className="kicker">{kicker}</p>}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
    </header>
  );
}
