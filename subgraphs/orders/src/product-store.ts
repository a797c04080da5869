import type { PagedList, PageRequest } from '@supergraph/service-kit/pagination/page.ts';
import { type Kysely, sql } from 'kysely';
import { isSku, type Product } from './product.ts';
import { type OrdersTables, toProduct } from './tables.ts';

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
    listProducts: async ({ first, after }: PageRequest): Promise<readonly Product[]> => {
      const [sku] = after ?? [];
      const query = db
        .selectFrom('products')
        .selectAll()
        .orderBy('sku')
        .limit(sql<number>`${first + 1}::int`);
      return (await (sku === undefined ? query : query.where('sku', '>', sku)).execute()).map(toProduct);
    },

    countProducts: async (): Promise<number> =>
      (
        await db
          .selectFrom('products')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
      ).count,
  };
}
