import { describeManifests } from './format-rules.ts';
import { hasKubectl } from './manifests.ts';

// Prints the rules that deploy/kubernetes keeps. Exits with 1 if one is broken.
if (!hasKubectl) throw new Error('This needs kubectl, which renders the overlays. No cluster is needed.');
const { text, hasBreaches } = await describeManifests();
console.log(text);
if (hasBreaches) process.exitCode = 1;
