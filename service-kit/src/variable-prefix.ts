/** Returns the prefix of a subgraph's variables: `ORDER_DESK` for `order-desk`. */
export function variablePrefix(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
