import { defaultClientConditions, defineConfig } from 'vite';

/** Address of the gateway while the desk is developed (`npm run desk`). */
const gateway = `http://localhost:${process.env.PORT ?? 4000}`;

/** The gateway gives tokens to its own pages only, so this development server proxies it. */
const asItsOwnPage = { target: gateway, changeOrigin: true, headers: { origin: gateway } };

export default defineConfig({
  base: '/desk/',
  // RxJS names its build for modern browsers so. Its older one is not installed.
  resolve: { conditions: ['es2015', ...defaultClientConditions] },
  build: { target: 'es2023', modulePreload: { polyfill: false }, reportCompressedSize: false },
  server: {
    proxy: { '/graphql': asItsOwnPage, '/development': asItsOwnPage, '/sign-in.json': asItsOwnPage },
  },
});
