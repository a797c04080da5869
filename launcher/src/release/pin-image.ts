/** The `images` of a kustomization. */
interface Kustomization {
  readonly images?: readonly {
    readonly name: string;
    readonly newName?: string;
    readonly newTag?: string;
    readonly digest?: string;
  }[];
}

/** Returns the image that an overlay gives to our services, as it stands in the rendered manifests. */
export function readImage({ images = [] }: Kustomization): string {
  const found = images.find(({ name }) => name === 'supergraph');
  if (found === undefined) throw new Error('The overlay must set the image "supergraph", but does not.');
  const { name, newName = name, newTag, digest } = found;
  return digest === undefined ? `${newName}:${newTag}` : `${newName}@${digest}`;
}

/** Replaces an image in rendered manifests by one that is named by digest. */
export function pinImage(manifests: string, current: string, image: string): string {
  if (!/^[\w.:/-]+@sha256:[0-9a-f]{64}$/.test(image))
    throw new Error(
      `--image must name an image by digest, as in registry/supergraph@sha256:…, but is "${image}".`,
    );
  const [before, after] = [`image: ${current}\n`, `image: ${image}\n`];
  if (!manifests.includes(before)) throw new Error(`The rendered manifests must use ${current}, but do not.`);
  return manifests.replaceAll(before, after);
}
