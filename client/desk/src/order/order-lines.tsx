import { type FragmentType, OrderLinesFragmentDoc, readFragment } from '../../../src/index.ts';
import { formatMoney } from '../ui/format.ts';

/** Lines of an order with prices, as on a bill. */
export function OrderLines({ order }: { readonly order: FragmentType<typeof OrderLinesFragmentDoc> }) {
  const { lines, total } = readFragment(OrderLinesFragmentDoc, order);
  return (
    <section className="sheet torn" aria-labelledby="lines">
      <h2 id="lines">What was ordered</h2>
      <table className="bill">
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col" className="figure">
              Pieces
            </th>
            <th scope="col" className="figure wide-only">
              Each
            </th>
            <th scope="col" className="figure">
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ product, quantity, unitPrice, total: lineTotal }) => (
            <tr key={product.sku}>
              <th scope="row">
                {product.name}
                <span className="soft sku">{product.sku}</span>
              </th>
              <td className="figure">{quantity}</td>
              <td className="figure wide-only">{formatMoney(unitPrice)}</td>
              <td className="figure">{formatMoney(lineTotal)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="bill-total">
        <span>Total</span>
        <span className="figure">{formatMoney(total)}</span>
      </p>
    </section>
  );
}
