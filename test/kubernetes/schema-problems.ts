import { type KubernetesObject, nameOf } from './manifests.ts';

/** Packages with the schemas of Kubernetes 1.36, and of the custom resources that we use. */
const packages: readonly (readonly [group: RegExp, name: string])[] = [
  [/^gateway\.networking\.k8s\.io\//, '@kubernetes-models/gateway-api'],
  [/^monitoring\.coreos\.com\//, '@kubernetes-models/prometheus-operator'],
  [/./, 'kubernetes-models'],
];

/**
 * Validates an object with the schema of its kind. Like an API server with `--validate=strict`, also reports fields that
 * the schema does not have. Each problem names the object.
 */
export async function findSchemaProblems(object: KubernetesObject): Promise<readonly string[]> {
  const { apiVersion, kind } = object;
  const [, name] = packages.find(([group]) => group.test(apiVersion)) ?? [];
  const model = await import(`${name}/${apiVersion}/${kind}`).then(
    (loaded) => loaded[kind],
    () => undefined,
  );
  if (model === undefined) return [`${nameOf(object)}: there is no kind ${kind} in ${apiVersion}`];
  const { value, findUnread } = trackReads(object);
  try {
    model.prototype.validate.call(value);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [`${nameOf(object)}: ${message.replaceAll(/\bdata(?=\/)/g, '')}`];
  }
  return findUnread().map((path) => `${nameOf(object)}: there is no field ${path}`);
}

/**
 * Wraps a value so that `findUnread` returns the paths of fields that nobody has read. The packages compile each schema to
 * a function that reads exactly the fields of the schema.
 */
function trackReads(root: object) {
  const read = new Map<object, Set<string>>();
  const wrappers = new Map<object, object>();
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = wrappers.get(value);
    if (known !== undefined) return known;
    const keys = new Set<string>();
    const get = (target: object, key: string | symbol): unknown => {
      if (typeof key === 'string') keys.add(key);
      return wrap(Reflect.get(target, key));
    };
    const wrapper = new Proxy(value, { get });
    read.set(value, keys);
    wrappers.set(value, wrapper);
    return wrapper;
  };
  const findUnread = (value: unknown = root, path = ''): readonly string[] => {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, child]) =>
      read.get(value)?.has(key) ? findUnread(child, `${path}/${key}`) : [`${path}/${key}`],
    );
  };
  return { value: wrap(root), findUnread };
}
