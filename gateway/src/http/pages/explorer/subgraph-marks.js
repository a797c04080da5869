// @ts-check
/** @import { QueryTrace } from '@supergraph/engine' */
import { element } from './element.js';
import { fetchesOf } from './fetches-of.js';

/**
 * What marks a subgraph in the whole panel: its name and a colour, by the order of the plan.
 * @callback MarkSubgraph
 * @param {string} name
 * @returns {HTMLElement}
 */

/** How many colours the style sheet has. */
const colours = 6;

/**
 * @param {QueryTrace} trace
 * @returns {{ mark: MarkSubgraph, colourOf: (name: string) => string }}
 */
export function createSubgraphMarks({ plan }) {
  const names = [...new Set(fetchesOf(plan).map(({ subgraph }) => subgraph))];
  /** @param {string} name */
  const colourOf = (name) => `colour-${Math.max(0, names.indexOf(name)) % colours}`;
  return { colourOf, mark: (name) => element('span', { class: `subgraph ${colourOf(name)}` }, name) };
}
