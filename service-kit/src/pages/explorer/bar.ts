import { element } from './element.ts';

/** The bar above GraphiQL: a choice of the signed-in person, a link to the query, and further buttons. */
export interface Bar {
  /** Adds the token of the chosen person to the headers of a request. */
  readonly sign: (headers: Headers) => Promise<void>;
}

/** A query with its variables, as in the editor now. */
export interface Draft {
  query: string | undefined;
  variables: string | undefined;
}

interface Person {
  readonly subject: string;
  readonly name: string;
  readonly description: string;
}

const storageKey = 'explorer:person';

/** Creates the bar, and adds it once the page is parsed. The chosen person is remembered in this tab. */
export function createBar(
  draft: Draft,
  { title, parts }: { readonly title: HTMLElement | undefined; readonly parts: readonly HTMLElement[] },
): Bar {
  const picker = element('select', { id: 'explorer-person' }, new Option('the development viewer', ''));
  if (!(picker instanceof HTMLSelectElement)) throw new Error('a select element is of another class');
  const people = fetchPeople().then((found) => {
    picker.append(
      ...found.map(({ name, description, subject }) => new Option(`${name}: ${description}`, subject)),
    );
    picker.value = sessionStorage.getItem(storageKey) ?? '';
    // The person may be of another graph.
    if (picker.selectedIndex < 0) picker.value = '';
  });
  picker.addEventListener('change', () => sessionStorage.setItem(storageKey, picker.value));
  const bar = element(
    'header',
    { id: 'explorer-bar' },
    ...(title === undefined ? [] : [title]),
    element('label', { for: 'explorer-person' }, 'Signed in as'),
    picker,
    createCopyButton(draft),
    ...parts,
  );
  addEventListener('DOMContentLoaded', () => document.body.prepend(bar));
  return {
    async sign(headers) {
      await people;
      const token = picker.value === '' ? await fetchViewerToken() : await fetchToken(picker.value);
      if (token !== '') headers.set('authorization', `Bearer ${token}`);
    },
  };
}

/** Creates the button that copies a link to the draft. It names its success, also for screen readers. */
function createCopyButton(draft: Draft): HTMLElement {
  const button = element('button', { type: 'button' }, 'Copy link');
  const said = element('span', { role: 'status' });
  button.addEventListener('click', async () => {
    const url = new URL(location.pathname, location.href);
    url.searchParams.set('query', draft.query ?? new URL(location.href).searchParams.get('query') ?? '');
    if (draft.variables) url.searchParams.set('variables', draft.variables);
    const isCopied = await navigator.clipboard.writeText(url.href).then(
      () => true,
      () => false,
    );
    // Without the right to write, the address bar has the link.
    if (!isCopied) history.replaceState({}, '', url);
    said.textContent = isCopied ? 'Copied' : 'The link is in the address bar';
    setTimeout(() => said.replaceChildren(), 3_000);
  });
  return element('span', { class: 'share' }, button, said);
}

/** Fetches the people that the development pages can sign in as. A gateway without them has one viewer. */
async function fetchPeople(): Promise<readonly Person[]> {
  try {
    const { viewers }: { readonly viewers: readonly Person[] } = await (
      await fetch('/development/viewers')
    ).json();
    return viewers;
  } catch {
    return [];
  }
}

async function fetchViewerToken(): Promise<string> {
  return (await fetch('/development-token')).text();
}

async function fetchToken(subject: string): Promise<string> {
  const response = await fetch('/development/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subject }),
  });
  const { token }: { readonly token?: string } = await response.json();
  return token ?? '';
}
