import { type ReactNode, useEffect, useRef } from 'react';

interface PageTitleProps {
  readonly title: string;
  readonly kicker?: string;
  /** Sign at the end of the kicker's line. */
  readonly sign?: ReactNode;
}

/**
 * Heading of a page. It also sets the title of the browser's tab, and takes the focus after a navigation inside the desk,
 * so that a screen reader announces the new page.
 */
export function PageTitle({ title, kicker, sign }: PageTitleProps) {
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
      {kicker !== undefined && (
        <div className="kicker">
          <p>{kicker}</p>
          {sign}
        </div>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
    </header>
  );
}
