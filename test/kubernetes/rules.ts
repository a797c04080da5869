import { clusterRules } from './cluster-rules.ts';
import { networkRules } from './network-rules.ts';
import { podRules } from './pod-rules.ts';
import type { Rendered, Rule } from './rule.ts';

export const rules: readonly Rule[] = [...podRules, ...clusterRules, ...networkRules];

/** Returns the breaches of each rule, by the name of the rule. Rules for another overlay are missing. */
export function checkRules(rendered: Rendered): ReadonlyMap<string, readonly string[]> {
  const own = rules.filter(({ only = rendered.overlay }) => only === rendered.overlay);
  return new Map(own.map(({ name, check }) => [name, check(rendered)]));
}
