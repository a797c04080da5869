/** Script for the image: prints the packages that it has but does not list, and those that it lists but does not have. */
export const comparePackages = `
  const { existsSync, globSync, readFileSync } = require('node:fs');
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  const idOf = ({ name, version }) => name + '@' + version;
  const isPackage = /node_modules\\/(@[^/]+\\/)?[^/@]+\\/package\\.json$/;
  const files = globSync('**/node_modules/**/package.json').filter((file) => isPackage.test(file));
  const found = new Set(files.map(read).map(idOf));
  const listed = new Set(read('sbom/sbom.cdx.json').components.map(idOf));
  console.log(JSON.stringify({
    unlisted: [...found].filter((id) => !listed.has(id)),
    missing: [...listed].filter((id) => !found.has(id)),
    count: found.size,
  }));`;
