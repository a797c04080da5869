// @ts-check
/** @import { TraceNode } from '@supergraph/engine' */
/** @import { MarkSubgraph } from './subgraph-marks.js' */
import { element } from './element.js';
import { renderFetch } from './fetch-card.js';

/**
 * What the steps of a plan are drawn with.
 * @typedef {object} PlanDrawing
 * @property {MarkSubgraph} mark
 * @property {(name: string) => string} colourOf the class of a subgraph's colour
 * @property {number} totalMs what the width of all bars stands for
 */

/**
 * The plan as lists inside each other.
 * @param {TraceNode} node
 * @param {PlanDrawing} drawing
 * @returns {HTMLElement}
 */
export function renderPlan(node, drawing) {
  return element('ul', { class: 'plan' }, renderNode(node, drawing));
}

/**
 * @param {TraceNode} node
 * @param {PlanDrawing} drawing
 * @returns {HTMLElement}
 */
function renderNode(node, drawing) {
  switch (node.kind) {
    case 'Fetch':
      return element('li', {}, renderFetch(node, undefined, drawing));
    case 'Sequence':
      return renderSteps('One after the other', 'ol', node.nodes, drawing);
    case 'Parallel':
      return renderSteps('At the same time', 'ul', node.nodes, drawing);
    case 'Flatten':
      if (node.node.kind === 'Fetch')
        return element('li', {}, renderFetch(node.node, pathText(node.path), drawing));
      return renderSteps(`For ${pathText(node.path)}`, 'ul', [node.node], drawing);
    case 'Condition':
      return renderCondition(node, drawing);
  }
}

/**
 * @param {string} title
 * @param {'ol' | 'ul'} list
 * @param {readonly TraceNode[]} nodes
 * @param {PlanDrawing} drawing
 */
function renderSteps(title, list, nodes, drawing) {
  const steps = nodes.map((node) => renderNode(node, drawing));
  return element('li', {}, element('p', { class: 'step' }, title), element(list, {}, ...steps));
}

/**
 * @param {Extract<TraceNode, { kind: 'Condition' }>} node
 * @param {PlanDrawing} drawing
 */
function renderCondition({ variable, value, ifTrue, ifFalse }, drawing) {
  /** @type {(TraceNode | undefined)[]} */
  const branches = [ifTrue, ifFalse];
  const drawn = branches.flatMap((branch, index) => {
    if (branch === undefined) return [];
    const wanted = index === 0;
    const title = `Where $${variable} is ${wanted}${wanted === value ? '' : `, but it is ${value}`}`;
    return renderSteps(title, 'ul', [branch], drawing);
  });
  return drawn.length === 1 && drawn[0] ? drawn[0] : element('li', {}, element('ul', {}, ...drawn));
}

/**
 * @param {readonly string[]} path
 * @returns {string} as in `orders.nodes[].customer`
 */
function pathText(path) {
  return path.join('.').replaceAll('.@', '[]');
}
