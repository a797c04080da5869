import { repositoryFile } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';

const header =
  '// Made by `npm run codegen` from the files of gateway/src/http/pages/explorer/. Do not edit.\n';

/** Bundles the script of the gateway's explorer into one file without imports, which the page contains as it is. */
export async function generateExplorer(): Promise<void> {
  // Loaded here: resolver types alone do not need it.
  const { build } = await import('vite');
  const pages = repositoryFile('gateway/src/http/pages');
  const result = await build({
    root: pages,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: `${pages}/explorer/main.ts`, output: { format: 'iife', comments: false } },
    },
  });
  if (Array.isArray(result) || !('output' in result)) throw new Error('the bundler made no single output');
  const [{ code }] = result.output;
  // The page contains it in a script element, which this would end.
  if (code.includes('</script')) throw new Error('the explorer has "</script" in a text');
  writeAtomically(`${pages}/generated/explorer.js`, `${header}${code}`);
}
