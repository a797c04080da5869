/**
 * Returns the headers of a page. It may do only what the directives allow (Content Security Policy, level 3), and no
 * other page may frame it.
 */
export function pageHeaders(directives: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const policy = {
    'default-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    ...directives,
  };
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'x-frame-options': 'DENY',
  };
}
