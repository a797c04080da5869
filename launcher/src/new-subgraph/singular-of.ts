/** Endings of English plurals and of the words they belong to. The first that fits counts. */
const endings: readonly (readonly [plural: RegExp, singular: string])[] = [
  [/((^|-)(news|series|species|data|media)|ss|us|is)$/, '$1'],
  [/(^|-)people$/, '$1person'],
  [/(^|-)children$/, '$1child'],
  [/(^|-|wo)men$/, '$1man'],
  [/(analy|cri|diagno|the)ses$/, '$1sis'],
  [/(ind|vert|cod)ices$/, '$1ex'],
  [/(matr|append)ices$/, '$1ix'],
  [/(stat|vir|bon|camp|foc|cens|(^|-)b)uses$/, '$1us'],
  [/(cach|nich|avalanch|(^|-)ach)es$/, '$1e'],
  [/(mov|cook|calor|zomb|self|brown|rook|hood|smooth|gen|prair|(^|-)[dlpt])ies$/, '$1ie'],
  [/ies$/, 'y'],
  [/(her|potat|tomat|ech|vet)oes$/, '$1o'],
  [/((^|-)(kni|wi|li))ves$/, '$1fe'],
  [/((^|-)(lea|shel|hal|loa|wol|thie|el|scar))ves$/, '$1f'],
  [/quizzes$/, 'quiz'],
  [/(ss|x|ch|sh)es$/, '$1'],
  [/s$/, ''],
];

/** Returns the singular of an English plural in lower case. A word that is no plural stays as it is. */
export function singularOf(plural: string): string {
  const [ending, singular] = endings.find(([pattern]) => pattern.test(plural)) ?? [/$/, ''];
  return plural.replace(ending, singular);
}
