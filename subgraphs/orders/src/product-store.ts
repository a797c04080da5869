import type { PagedList, PageRequest } from '@supergraph/service-kit/pagination/page.ts';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { isSku, type Product } from './product.ts';
import { type OrdersTables, type ProductRow, toProduct } from './tables.ts';

/** Filter of products. A product must match every given field. */
export interface ProductFilter {
  /** Part of the SKU or the name, regardless of case. */
  readonly search?: string | undefined;
  readonly maxStock?: number | undefined;
}

export type ProductStore = ReturnType<typeof createProductStore>;

export const productList: PagedList<Product> = {
  name: 'products',
  keysOf: (product) => [product.sku],
  checks: [isSku],
};

/** Creates the store of products. Each method is one SQL statement. */
export function createProductStore(db: Kysely<OrdersTables>) {
  return {
    /** Loads the products of the SKUs, in their order. undefined stands for an unknown SKU. */
    loadProducts: async (skus: readonly string[]): Promise<readonly (Product | undefined)[]> => {
      const rows = await db
        .selectFrom('products')
        .selectAll()
        .where('sku', '=', sql<string>`any(${skus})`)
        .execute();
      const products = new Map(rows.map((row) => [row.sku, toProduct(row)]));
      return skus.map((sku) => products.get(sku));
    },

    /** Loads up to `first + 1` products of a page, sorted by SKU. */
    listProducts: async (
      filter: ProductFilter,
      { first, after }: PageRequest,
    ): Promise<readonly Product[]> => {
      const position = after === undefined ? sql`true` : sql`sku > ${after[0]}`;
      const query = sql<ProductRow>`
        select * from products where ${matches(filter)} and ${position} order by sku limit ${first + 1}::int`;
      return (await query.execute(db)).rows.map(toProduct);
    },

    countProducts: async (filter: ProductFilter): Promise<number> => {
      const query = sql<{ count: number }>`select count(*) as count from products where ${matches(filter)}`;
      return (await query.execute(db)).rows[0]?.count ?? 0;
    },
  };
}

/** Writes the condition that a product's SKU or name contains a text, regardless of case. */
export function namesProduct(text: string): RawBuilder<unknown> {
  return sql`(strpos(lower(sku), lower(${text})) > 0 or strpos(lower(name), lower(${text})) > 0)`;
}

function matches({ search, maxStock }: ProductFilter): RawBuilder<unknown> {
  return sql.join(
    [
      sql`true`,
      ...(search === undefined ? [] : [namesProduct(search)]),
      ...(maxStock === undefined ? [] : [sql`stock <= ${maxStock}::int`]),
    ],
    sql` and `,
  );
}
