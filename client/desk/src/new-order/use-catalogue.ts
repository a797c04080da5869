import { useApolloClient, useQuery } from '@apollo/client/react';
import { CatalogueDocument } from '../../../src/index.ts';
import { readProblems } from '../graph/problems.ts';

const pageSize = 24;

/** Size of the largest page that the graph gives. */
const maxPageSize = 100;

/** Returns the catalogue as far as it is loaded, and the functions that load more of it or load it again. */
export function useCatalogue() {
  const client = useApolloClient();
  const { data, error, loading, refetch, fetchMore } = useQuery(CatalogueDocument, {
    variables: { first: pageSize, after: null },
    errorPolicy: 'all',
  });
  // The whole answer may be null, although its type does not say so.
  const page = data?.products;
  const products = page?.nodes ?? [];
  const { hasNextPage, endCursor } = page?.pageInfo ?? { hasNextPage: false, endCursor: null };
  const [problem] = loading ? [] : readProblems(error);
  return {
    products,
    problem,
    isLoaded: page !== undefined,
    hasMore: hasNextPage,
    reload: () => refetch(),
    showMore: () =>
      fetchMore({
        variables: { after: endCursor },
        updateQuery: (before, { fetchMoreResult: { products: more } }) => ({
          ...before,
          products: { ...more, nodes: [...before.products.nodes, ...more.nodes] },
        }),
      }),
    /** Loads the stock alone, since `reload` drops the products that `showMore` has added. */
    refreshStock: () => {
      const variables = { first: Math.min(products.length, maxPageSize), after: null };
      return client.query({ query: CatalogueDocument, variables, fetchPolicy: 'network-only' });
    },
  };
}
