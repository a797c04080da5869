import type { Variable } from '@supergraph/service-kit/config.ts';
import { variable } from '@supergraph/service-kit/variables.ts';

/**
 * Creates a variable with the origins of pages, such as `https://shop.example.com`, separated by commas. There are no
 * wildcards.
 */
export function origins(name: string): Variable<ReadonlySet<string>> {
  const parse = (value: string): ReadonlySet<string> => {
    const all = value.split(',').map((origin) => origin.trim());
    const wrong = all.find((origin) => !isOrigin(origin));
    if (wrong === undefined) return new Set(all);
    throw new Error(
      `must name origins such as https://shop.example.com (${JSON.stringify(wrong)} is not one)`,
    );
  };
  return variable<ReadonlySet<string>>(name, {
    about: 'Origins whose pages may send requests, without cookies.',
    accepts: 'list, as in `https://shop.example.com,https://admin.example.com`, without wildcards',
    fallback: new Set(),
    parse,
  });
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
