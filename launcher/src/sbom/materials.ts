/** An npm package that production runs. */
export interface Material {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** Checksum of the package, as npm verifies it. */
  readonly integrity: string;
}

/**
 * Licences that production may use. Those of Apollo's packages forbid to offer them to others as a hosted service; the
 * README says so.
 */
const accepted: ReadonlySet<string> = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Unlicense'],
  ...['Elastic-2.0', '(MIT AND BSD-3-Clause)'],
]);

/**
 * Reads the packages that `npm ci --omit=dev --omit=optional` installs from a lockfile. Throws an Error that names every
 * package whose licence is missing or not accepted.
 */
export function readMaterials(lockfile: string): readonly Material[] {
  const { packages }: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(lockfile);
  const materials = Object.entries(packages).flatMap(([path, entry]) => {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (name === undefined || entry.link || entry.dev || entry.optional || entry.devOptional) return [];
    const { version = '', license: licence = 'none', integrity = '' } = entry;
    return [{ name, version, licence, integrity }];
  });
  const refused = materials.filter(({ licence }) => !accepted.has(licence));
  if (refused.length > 0)
    throw new Error(
      `Production may only use packages with a licence of launcher/src/sbom/materials.ts, but: ${refused
        .map(({ name, version, licence }) => `${name} ${version} (${licence})`)
        .join(', ')}`,
    );
  const unique = new Map(materials.map((material) => [`${material.name}@${material.version}`, material]));
  return [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, material]) => material);
}

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

/**
 * Formats a CycloneDX 1.6 document. Has no time in it, and its serial number follows from `serial`, at least 32 digits, so
 * that the same packages give the same file.
 */
export function formatSbom(
  materials: readonly Material[],
  { version, serial }: { readonly version: string; readonly serial: string },
): string {
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${serial.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-8$4-$5')}`,
    version: 1,
    metadata: { component: { type: 'application', name: 'supergraph', version } },
    components: materials.map(describeComponent),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** Formats a table of the packages for each licence. */
export function formatLicences(materials: readonly Material[]): string {
  const groups = [...Map.groupBy(materials, ({ licence }) => licence)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  const sections = groups.map(([licence, group]) => {
    const list = group.map(({ name, version }) => `- ${name} ${version}`);
    return `## ${licence} (${group.length})\n\n${list.join('\n')}\n`;
  });
  return `# Licences of the npm packages\n\n${sections.join('\n')}`;
}

function describeComponent({ name, version, licence, integrity }: Material) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm = '', checksum = ''] = integrity.split('-');
  const content = Buffer.from(checksum, 'base64').toString('hex');
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    licenses: [licence.startsWith('(') ? { expression: licence } : { license: { id: licence } }],
    ...(content !== '' && { hashes: [{ alg: algorithm.replace('sha', 'SHA-'), content }] }),
  };
}
