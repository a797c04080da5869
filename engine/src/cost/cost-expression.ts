/** Variables of an operation by the client's names, defaults included. */
export type Variables = Readonly<Record<string, unknown>>;

/** Figure of an operation. It is a constant if it depends on no variable, so that nothing is left to compute. */
export type Figure = number | ((variables: Variables) => number);

/** Returns the value of a figure for these variables. */
export function evaluate(figure: Figure, variables: Variables): number {
  return typeof figure === 'number' ? figure : figure(variables);
}

/** Returns the sum of figures. */
export function sum(figures: readonly Figure[]): Figure {
  const constant = figures.filter((each) => typeof each === 'number').reduce((all, each) => all + each, 0);
  const variable = figures.filter((each) => typeof each !== 'number');
  if (variable.length === 0) return constant;
  return (variables) => variable.reduce((all, each) => all + each(variables), constant);
}

/** Returns the product of two figures. A constant 0 makes the product 0. */
export function product(left: Figure, right: Figure): Figure {
  if (left === 0 || right === 0) return 0;
  if (left === 1) return right;
  if (right === 1) return left;
  if (typeof left === 'number' && typeof right === 'number') return left * right;
  return (variables) => {
    const factor = evaluate(left, variables);
    // Excluded selections are not evaluated. Infinite figures times 0 would be NaN.
    if (factor === 0) return 0;
    const value = evaluate(right, variables);
    return value === 0 ? 0 : factor * value;
  };
}

/** Returns the greater of two figures. */
export function maximum(left: Figure, right: Figure): Figure {
  if (left === right) return left;
  if (typeof left === 'number' && typeof right === 'number') return Math.max(left, right);
  return (variables) => Math.max(evaluate(left, variables), evaluate(right, variables));
}

/** Returns the figure that a function computes from another figure. */
export function mapped(figure: Figure, change: (value: number) => number): Figure {
  if (typeof figure === 'number') return change(figure);
  return (variables) => change(figure(variables));
}
