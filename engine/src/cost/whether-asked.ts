import type { SelectionNode } from 'graphql';
import { createArgumentValue } from './argument-value.ts';
import { type Figure, product } from './cost-expression.ts';
import type { CostSource } from './cost-source.ts';

/** Returns 1, or 0 if @skip or @include excludes a selection. */
export function whetherAsked({ clientName }: CostSource, { directives = [] }: SelectionNode): Figure {
  return directives.reduce<Figure>((asked, { name, arguments: args = [] }) => {
    const condition = args.find((argument) => argument.name.value === 'if')?.value;
    if (condition === undefined || (name.value !== 'skip' && name.value !== 'include')) return asked;
    const value = createArgumentValue(condition, clientName);
    const isSkip = name.value === 'skip';
    return product(asked, (variables) => ((value(variables) === true) === isSkip ? 0 : 1));
  }, 1);
}
