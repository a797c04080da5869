/** A person whose token a test uses. */
export interface Person {
  readonly subject: string;
  readonly scopes: readonly string[];
}

/** Returns the id of the nth person of the demo data. */
export function userId(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** Returns the id of the nth order of the demo data. */
export function orderId(n: number): string {
  return `00000000-0000-4000-9000-${n.toString(16).padStart(12, '0')}`;
}

/** Staff with every scope. */
export const staff: Person = {
  subject: userId(1),
  scopes: ['users:read', 'users:write', 'orders:read', 'orders:manage'],
};

/** Returns the nth person of the demo data, as a customer without scopes. */
export function customer(n: number): Person {
  return { subject: userId(n), scopes: [] };
}
