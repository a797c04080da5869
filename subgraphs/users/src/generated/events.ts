// Made by `npm run codegen` from schema/events. Do not edit.

/** Data of the events of orders, by type. */
export interface OrdersEvents {
  /** A customer placed an order. */
  readonly 'orders.order-placed.v1': OrdersOrder;
  /** An order was paid. */
  readonly 'orders.order-paid.v1': OrdersOrder;
  /** An order left the warehouse. */
  readonly 'orders.order-shipped.v1': OrdersOrder;
  /** An order reached its customer. */
  readonly 'orders.order-delivered.v1': OrdersOrder;
  /** An order was cancelled, and its stock given back. */
  readonly 'orders.order-cancelled.v1': OrdersOrder;
  /** Current state of an order. It did not change: a projection of another service is being rebuilt. */
  readonly 'orders.order-restated.v1': OrdersOrder;
  /** Units of a product were taken. */
  readonly 'orders.stock-decreased.v1': OrdersStock;
  /** Units of a product were added or given back. */
  readonly 'orders.stock-increased.v1': OrdersStock;
}

/** State of an order after a change. The subject of its events is the id of the order. */
export interface OrdersOrder {
  /** Id of the user who placed the order. */
  readonly customerId: string;
  /** Status after the change. */
  readonly status: 'PLACED' | 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED';
  /** Price of all lines. */
  readonly total: OrdersMoney;
}

/** An amount in a currency. */
export interface OrdersMoney {
  /** Minor units, such as cents. */
  readonly amount: number;
  /** Code of ISO 4217, such as `EUR`. */
  readonly currency: string;
}

/** Stock of a product after a change. The subject of its events is the SKU of the product. */
export interface OrdersStock {
  /** Units that can be ordered. */
  readonly stock: number;
}
