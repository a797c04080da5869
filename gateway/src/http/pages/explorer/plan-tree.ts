import type { TraceNode } from '@supergraph/engine';
import { element } from './element.ts';
import { type PlanDrawing, renderFetch } from './fetch-card.ts';

/** Creates nested lists of the steps of a plan. */
export function renderPlan(node: TraceNode, drawing: PlanDrawing): HTMLElement {
  return element('ul', { class: 'plan' }, renderNode(node, drawing));
}

function renderNode(node: TraceNode, drawing: PlanDrawing): HTMLElement {
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

function renderSteps(
  title: string,
  list: 'ol' | 'ul',
  nodes: readonly TraceNode[],
  drawing: PlanDrawing,
): HTMLElement {
  const steps = nodes.map((node) => renderNode(node, drawing));
  return element('li', {}, element('p', { class: 'step' }, title), element(list, {}, ...steps));
}

function renderCondition(
  { variable, value, ifTrue, ifFalse }: Extract<TraceNode, { readonly kind: 'Condition' }>,
  drawing: PlanDrawing,
): HTMLElement {
  const drawn = [ifTrue, ifFalse].flatMap((branch, index) => {
    if (branch === undefined) return [];
    const wanted = index === 0;
    const title = `If $${variable} is ${wanted}${wanted === value ? '' : ` (it is ${value})`}`;
    return renderSteps(title, 'ul', [branch], drawing);
  });
  return drawn.length === 1 && drawn[0] ? drawn[0] : element('li', {}, element('ul', {}, ...drawn));
}

/** Formats a path of the plan: `orders.nodes[].customer`. */
function pathText(path: readonly string[]): string {
  return path.join('.').replaceAll('.@', '[]');
}
