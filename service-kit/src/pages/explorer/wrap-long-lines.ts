/** Parts of Monaco, GraphiQL's editor, that this page uses. */
interface Monaco {
  readonly editor: {
    readonly onDidCreateEditor: (
      listener: (editor: { readonly updateOptions: (options: object) => void }) => void,
    ) => void;
  };
}

declare global {
  interface Window {
    /** Monaco, once the page has loaded it. */
    readonly monaco?: Monaco;
  }
}

/** Lets all editors wrap long lines. Call it before they are created. GraphiQL has no option for that. */
export function wrapLongLines(): void {
  window.monaco?.editor.onDidCreateEditor((editor) => editor.updateOptions({ wordWrap: 'on' }));
}
