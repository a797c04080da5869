import { useEffect, useRef } from 'react';

/** Dialog that confirms a cancellation, which cannot be undone. */
export function CancelDialog({ onAnswer }: { readonly onAnswer: (isSure: boolean) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="cancel-question"
      onClose={() => onAnswer(dialog.current?.returnValue === 'yes')}
    >
      <form method="dialog">
        <h2 id="cancel-question">Cancel this order?</h2>
        <p>Its stock goes back into the catalogue. Nothing takes that back.</p>
        <div className="buttons">
          <button type="submit" value="yes" className="danger">
            Yes, cancel it
          </button>
          <button type="submit" value="no" className="quiet">
            Keep it
          </button>
        </div>
      </form>
    </dialog>
  );
}
