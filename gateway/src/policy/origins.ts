import { variable } from '@supergraph/service-kit/variables.ts';

/** Origins of pages. There are no wildcards. */
export const corsOrigins = variable<ReadonlySet<string>>('CORS_ORIGINS', {
  about:
    'Origins whose pages may send requests, without cookies. `DEVELOPMENT_PAGES=on` adds pages of this machine, at any port.',
  accepts: 'list, as in `https://shop.example.com,https://admin.example.com`, without wildcards',
  fallback: new Set(),
  parse: (value) => {
    const all = value.split(',').map((origin) => origin.trim());
    const wrong = all.find((origin) => !isOrigin(origin));
    if (wrong === undefined) return new Set(all);
    throw new Error(
      `must name origins such as https://shop.example.com (${JSON.stringify(wrong)} is not one)`,
    );
  },
});

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
