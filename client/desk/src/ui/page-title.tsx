import { useEffect, useRef } from 'react';

/**
 * Heading of a page. It also sets the title of the browser's tab, and takes the focus after a navigation inside the desk,
 * so that a screen reader announces the new page.
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
