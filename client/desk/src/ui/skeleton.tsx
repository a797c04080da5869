/** Grey lines while data loads, with a text for screen readers. */
export function Skeleton({ rows, label }: { readonly rows: number; readonly label: string }) {
  return (
    <div className="skeleton" role="status">
      <span className="hidden">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all the same and never move.
        <span key={row} className="skeleton-row" aria-hidden="true" />
      ))}
    </div>
  );
}
