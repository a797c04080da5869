/** One row of the stub data: its scalars and the ids of related rows. */
export type Row = { readonly id: string; readonly [column: string]: unknown };

export type OrderLine = { readonly quantity: number; readonly unitPrice: number; readonly productId: string };

const users = createRows(200, (index) => ({
  name: `Customer ${index}`,
  email: `customer.${index}@example.com`,
  city: pick(['Lisbon', 'Nairobi', 'Osaka', 'Quito', 'Tromsø'], index),
  country: index % 7 === 0 ? null : pick(['PT', 'KE', 'JP', 'EC', 'NO'], index),
}));

const products = createRows(20_000, (index) => ({
  sku: `SKU-${String(index).padStart(6, '0')}`,
  name: `Product ${index}, ${pick(['plain', 'striped', 'dotted'], index)}`,
  price: 199 + ((index * 37) % 9_000),
  weight: index % 5 === 0 ? null : ((index * 13) % 900) / 10,
  category: { name: `Category ${index % 12}`, slug: `category-${index % 12}` },
  averageRating: index % 9 === 0 ? null : 1 + ((index * 7) % 41) / 10,
  timesOrdered: (index * 31) % 500,
}));

const orders = createRows(200, (index) => ({
  number: `2031-${String(index).padStart(5, '0')}`,
  status: pick(['PLACED', 'PAID', 'SHIPPED'], index),
  total: 1_000 + ((index * 791) % 50_000),
  placedAt: new Date(Date.UTC(2031, index % 12, 1 + (index % 28), index % 24)).toISOString(),
  customerId: String(index),
  lines: Array.from({ length: 3 }, (_, line) => ({
    quantity: 1 + ((index + line) % 4),
    unitPrice: 199 + ((index * 61 + line * 17) % 9_000),
    productId: String(1 + ((index * 3 + line * 7) % 40)),
  })),
}));

const reviews = createRows(300, (index) => ({
  rating: 1 + (index % 5),
  title: `Review ${index} in a few words`,
  body:
    index % 6 === 0
      ? null
      : `What customer ${1 + (index % 30)} has to say about it, at some length: "${index}".`,
  authorId: String(1 + (index % 30)),
  productId: String(1 + (index % 40)),
}));

/** All rows by type. Ids count from 1 in the order of the list, so that two runs answer the same bytes. */
export const rows = { User: users, Product: products, Order: orders, Review: reviews };

/** Returns the row of a type and id, or null if there is none, as a reference resolver does. */
export function readRow(type: keyof typeof rows, id: unknown): Row | null {
  return rows[type][Number(id) - 1] ?? null;
}

function createRows<Columns extends object>(
  count: number,
  createColumns: (index: number) => Columns,
): readonly ({ readonly id: string } & Columns)[] {
  return Array.from({ length: count }, (_, at) => ({ id: String(at + 1), ...createColumns(at + 1) }));
}

function pick<Value>(values: readonly [Value, ...Value[]], index: number): Value {
  return values[index % values.length] ?? values[0];
}
