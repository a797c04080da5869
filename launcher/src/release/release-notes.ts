/**
 * Returns the section of a changelog for a tag such as `v1.2.0`. Throws if the tag is malformed, is not the version of the
 * repository, or has no section with text.
 */
export function readReleaseNotes(tag: string, changelog: string, version: string): string {
  const [, tagged] = /^v(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(tag) ?? [];
  if (tagged === undefined) throw new Error(`A tag must be like v1.2.0, but is "${tag}".`);
  if (tagged !== version)
    throw new Error(`The tag ${tag} must match package.json, whose version is ${version}.`);
  const [, notes = ''] =
    changelog
      .split(/^## /m)
      .map((section) => /^(\S+).*\n([\s\S]*)$/.exec(section))
      .find((found) => found?.[1] === tagged)
      ?.slice(1) ?? [];
  if (notes.trim() === '') throw new Error(`CHANGELOG.md must have a section "## ${tagged}" with text.`);
  return `${notes.trim()}\n`;
}
