// Made by `npm run codegen` from schema.graphql. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Order as OrderParent, OrderChange as OrderChangeParent, OrderLine as OrderLineParent, OrderStats as OrderStatsParent } from '../order.ts';
import type { OrderPage, ProductPage } from '../resolvers.ts';
import type { StreamedEvent } from '@supergraph/service-kit/events/event-stream.ts';
import type { Product as ProductParent } from '../product.ts';
import type { Customer } from '../customer.ts';
import type { OrdersContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A currency code (ISO 4217): `EUR`. */
  Currency: { input: string; output: string; }
  /** A date and time in UTC with milliseconds (RFC 3339): `2026-03-01T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** A whole number that JavaScript represents exactly: from -(2^53 - 1) to 2^53 - 1. */
  SafeInt: { input: number; output: number; }
  _FieldSet: { input: string; output: string; }
};

/** Viewers that may receive a cached value. */
export type CacheControlScope =
  /** The viewer who requested it. */
  | 'PRIVATE'
  /** All viewers who may request it. */
  | 'PUBLIC';

/** Result of changing an order. */
export type ChangeOrderResult = IllegalStatusChange | OrderChanged | OrderNotFound;

/** The viewer was deactivated and cannot order. Nothing was ordered. */
export type CustomerDeactivated = Failure & {
  __typename?: 'CustomerDeactivated';
  /** Message for people. */
  message: Scalars['String']['output'];
};

/** A failure that clients can expect and handle. */
export type Failure = {
  /** Message for people. */
  message: Scalars['String']['output'];
};

/** The idempotency key was already used with other lines. */
export type IdempotencyKeyReused = Failure & {
  __typename?: 'IdempotencyKeyReused';
  /** Message for people. */
  message: Scalars['String']['output'];
  /** The order that was placed with this key. */
  order: Order;
};

/** The order's status does not allow this. */
export type IllegalStatusChange = Failure & {
  __typename?: 'IllegalStatusChange';
  /** Statuses that can follow the current one. */
  allowed: Array<OrderStatus>;
  /** Message for people. */
  message: Scalars['String']['output'];
  /** The unchanged order. */
  order: Order;
};

/** The products are priced in different currencies. An order has one currency. */
export type MixedCurrencies = Failure & {
  __typename?: 'MixedCurrencies';
  /** The currencies of the products. */
  currencies: Array<Scalars['Currency']['output']>;
  /** Message for people. */
  message: Scalars['String']['output'];
};

/** An exact amount of money. */
export type Money = {
  __typename?: 'Money';
  /** Amount in the currency's minor unit: 1999 is EUR 19.99, or JPY 1999. */
  amount: Scalars['SafeInt']['output'];
  /** Currency of the amount. */
  currency: Scalars['Currency']['output'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Cancels an order that has not been shipped, and returns its stock. Allowed for its customer, and with the scope `orders:manage`. */
  cancelOrder: ChangeOrderResult;
  /** Marks a shipped order as delivered. Needs the scope `orders:manage`. */
  deliverOrder: ChangeOrderResult;
  /** Marks an order as paid. Allowed for its customer, and with the scope `orders:manage`. */
  payOrder: ChangeOrderResult;
  /** Places an order for the viewer, who must be a registered user. All lines are placed or none, at the current prices. */
  placeOrder: PlaceOrderResult;
  /** Marks a paid order as shipped. Needs the scope `orders:manage`. */
  shipOrder: ChangeOrderResult;
};


export type MutationCancelOrderArgs = {
  id: Scalars['ID']['input'];
};


export type MutationDeliverOrderArgs = {
  id: Scalars['ID']['input'];
};


export type MutationPayOrderArgs = {
  id: Scalars['ID']['input'];
};


export type MutationPlaceOrderArgs = {
  input: PlaceOrderInput;
};


export type MutationShipOrderArgs = {
  id: Scalars['ID']['input'];
};

/** An order of a customer. */
export type Order = {
  __typename?: 'Order';
  /** Changes of the order that the viewer may make now, the usual next one first. Another change may come first. */
  actions: Array<OrderAction>;
  /** Customer of the order. Null, with an error, while the users service is unreachable. */
  customer?: Maybe<User>;
  /** Status changes of the order, oldest first. Changes before the history was introduced are missing. */
  history: Array<OrderChange>;
  /** Opaque identifier. */
  id: Scalars['ID']['output'];
  /** Lines of the order, as they were requested. */
  lines: Array<OrderLine>;
  /** Time at which the order was placed. */
  placedAt: Scalars['DateTime']['output'];
  /** Current status of the order. */
  status: OrderStatus;
  /** Total of the order, at the prices when it was placed. */
  total: Money;
};

/** A change of an order that a viewer can make. */
export type OrderAction =
  /** Cancel the order. */
  | 'CANCEL'
  /** Mark the order as delivered. */
  | 'DELIVER'
  /** Mark the order as paid. */
  | 'PAY'
  /** Mark the order as shipped. */
  | 'SHIP';

/** A status change of an order. */
export type OrderChange = {
  __typename?: 'OrderChange';
  /** Time of the change. */
  at: Scalars['DateTime']['output'];
  /**
   * User who made the change. Visible to that user, and with the scope `orders:read` or `orders:manage`. Null for others,
   * if it is unknown, and if it was not a user.
   */
  by?: Maybe<User>;
  /** Reason for the change, if the system made it. Null if a person did. */
  reason?: Maybe<OrderChangeReason>;
  /** The new status. */
  status: OrderStatus;
};

/** Reason for a status change that no person made. */
export type OrderChangeReason =
  /** The customer was deactivated before they paid. */
  | 'CUSTOMER_DEACTIVATED';

/** An order was changed. */
export type OrderChanged = {
  __typename?: 'OrderChanged';
  /** The order after the change. */
  order: Order;
};

/** A page of orders (a connection as Relay defines it). */
export type OrderConnection = {
  __typename?: 'OrderConnection';
  /** The orders of this page, each with its cursor. */
  edges: Array<OrderEdge>;
  /** The orders of this page. */
  nodes: Array<Order>;
  /** Position of this page. */
  pageInfo: PageInfo;
  /** Number of orders that match the filter, on all pages. Counted only if selected. */
  totalCount: Scalars['Int']['output'];
};

/** An order in a page. */
export type OrderEdge = {
  __typename?: 'OrderEdge';
  /** Position of this order in the list. Pass it as `after` to get the orders after it. */
  cursor: Scalars['String']['output'];
  /** The order. */
  node: Order;
};

/** A change of an order. */
export type OrderEvent = {
  __typename?: 'OrderEvent';
  /** Time of the change. */
  at: Scalars['DateTime']['output'];
  /** Position of this event. Pass it as `after` to get the events after it. */
  cursor: Scalars['String']['output'];
  /** Kind of the change. */
  kind: OrderEventKind;
  /** The order. It may have changed again since. */
  order: Order;
};

/** Kind of a change of an order. */
export type OrderEventKind =
  /** The order was cancelled, and its stock returned. */
  | 'CANCELLED'
  /** The order was delivered. */
  | 'DELIVERED'
  /** The order was paid. */
  | 'PAID'
  /** The order was placed. */
  | 'PLACED'
  /** The order was shipped. */
  | 'SHIPPED';

/** Filter of orders. An order must match every given field. */
export type OrderFilter = {
  /** Only orders of the user with this id. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /** Only orders with this status. */
  status?: InputMaybe<OrderStatus>;
};

/** One line of an order. */
export type OrderLine = {
  __typename?: 'OrderLine';
  /** The ordered product. */
  product: Product;
  /** Number of pieces. */
  quantity: Scalars['Int']['output'];
  /** Quantity times unit price. */
  total: Money;
  /** Price of one piece when the order was placed. */
  unitPrice: Money;
};

/** One line of an order to place. */
export type OrderLineInput = {
  /** Number of pieces, 1 to 10,000. */
  quantity: Scalars['Int']['input'];
  /** SKU of the product. */
  sku: Scalars['ID']['input'];
};

/** No order with this id is visible to the viewer. */
export type OrderNotFound = Failure & {
  __typename?: 'OrderNotFound';
  /** The requested id. */
  id: Scalars['ID']['output'];
  /** Message for people. */
  message: Scalars['String']['output'];
};

/** An order was placed. */
export type OrderPlaced = {
  __typename?: 'OrderPlaced';
  /** The order, or the first order with the same idempotency key. */
  order: Order;
};

/** Search of orders. An order must match every given field. */
export type OrderSearch = {
  /** Only orders whose id ends with this text, regardless of case: 4 to 12 hexadecimal digits, or the whole id. */
  number?: InputMaybe<Scalars['String']['input']>;
  /** Only orders that were placed before this time. */
  placedBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only orders that were placed at this time or later. */
  placedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only orders of a product whose SKU or name contains this text, regardless of case. 1 to 100 characters. */
  product?: InputMaybe<Scalars['String']['input']>;
};

/** Statistics of a user's orders. */
export type OrderStats = {
  __typename?: 'OrderStats';
  /** Number of orders that the user has placed, without cancelled ones. */
  count: Scalars['Int']['output'];
  /** Totals of the orders that are PAID, SHIPPED or DELIVERED, one for each currency, sorted by currency. */
  spent: Array<Money>;
};

/** Status of an order: PLACED, PAID, SHIPPED, DELIVERED, or CANCELLED before it was shipped. */
export type OrderStatus =
  /** Cancelled, with its stock returned. Final. */
  | 'CANCELLED'
  /** Delivered. Final. */
  | 'DELIVERED'
  /** Paid, not shipped yet. */
  | 'PAID'
  /** Placed, with its stock reserved. Not paid yet. */
  | 'PLACED'
  /** Shipped, not delivered yet. */
  | 'SHIPPED';

/** Some products do not have enough stock. Nothing was ordered. */
export type OutOfStock = Failure & {
  __typename?: 'OutOfStock';
  /** Message for people. */
  message: Scalars['String']['output'];
  /** The products without enough stock. */
  products: Array<Product>;
};

/** Position of a page in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Cursor of the last item, or null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there are items after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there are items before this page, which is so if it was requested with a cursor. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first item, or null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Lines to order, and an idempotency key. */
export type PlaceOrderInput = {
  /**
   * Idempotency key, 1 to 100 characters. Repeating a request with the same key and lines returns the first order. Keys of
   * different customers are independent.
   */
  idempotencyKey: Scalars['String']['input'];
  /** 1 to 50 lines, each for a different product, all priced in one currency. */
  lines: Array<OrderLineInput>;
};

/** Result of `placeOrder`. */
export type PlaceOrderResult = CustomerDeactivated | IdempotencyKeyReused | MixedCurrencies | OrderPlaced | OutOfStock | ProductNotFound;

/** A product of the catalogue. */
export type Product = {
  __typename?: 'Product';
  /** Display name. */
  name: Scalars['String']['output'];
  /** Current price of one piece. */
  price: Money;
  /** Stock keeping unit, which identifies the product. */
  sku: Scalars['ID']['output'];
  /** Number of pieces in stock. */
  stock: Scalars['Int']['output'];
};

/** A page of products (a connection as Relay defines it). */
export type ProductConnection = {
  __typename?: 'ProductConnection';
  /** The products of this page, each with its cursor. */
  edges: Array<ProductEdge>;
  /** The products of this page. */
  nodes: Array<Product>;
  /** Position of this page. */
  pageInfo: PageInfo;
  /** Number of products that match the filter, on all pages. Counted only if selected. */
  totalCount: Scalars['Int']['output'];
};

/** A product in a page. */
export type ProductEdge = {
  __typename?: 'ProductEdge';
  /** Position of this product in the list. Pass it as `after` to get the products after it. */
  cursor: Scalars['String']['output'];
  /** The product. */
  node: Product;
};

/** Filter of products. A product must match every given field. */
export type ProductFilter = {
  /** Only products with at most this many pieces in stock. */
  maxStock?: InputMaybe<Scalars['Int']['input']>;
  /** Only products whose SKU or name contains this text, regardless of case. 1 to 100 characters. */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** Some products are not in the catalogue. */
export type ProductNotFound = Failure & {
  __typename?: 'ProductNotFound';
  /** Message for people. */
  message: Scalars['String']['output'];
  /** SKUs that are not in the catalogue. */
  skus: Array<Scalars['ID']['output']>;
};

export type Query = {
  __typename?: 'Query';
  /** One order. Orders of other users need the scope `orders:read` or `orders:manage`. An unknown or hidden order gives null and the error NOT_FOUND. */
  order?: Maybe<Order>;
  /** Orders, newest first: all with the scope `orders:read`, otherwise the viewer's own. */
  orders: OrderConnection;
  /** One product of the catalogue. An unknown SKU gives null and the error NOT_FOUND. */
  product?: Maybe<Product>;
  /** The catalogue, sorted by SKU. */
  products: ProductConnection;
};


export type QueryOrderArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<OrderSearch>;
};


export type QueryProductArgs = {
  sku: Scalars['ID']['input'];
};


export type QueryProductsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProductFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A change of a product's stock. */
export type StockEvent = {
  __typename?: 'StockEvent';
  /** Time of the change. */
  at: Scalars['DateTime']['output'];
  /** Position of this event. Pass it as `after` to get the events after it. */
  cursor: Scalars['String']['output'];
  /** Kind of the change. */
  kind: StockEventKind;
  /** The product. Its stock may have changed again since. */
  product: Product;
};

/** Kind of a change of a product's stock. */
export type StockEventKind =
  /** There are fewer pieces than before. */
  | 'DECREASED'
  /** There are more pieces than before. */
  | 'INCREASED';

/**
 * Each event comes once and in order for its entity. Pass the cursor of the last one as `after` to resume. A cursor that is older than the
 * service keeps events gives the error CURSOR_EXPIRED.
 */
export type Subscription = {
  __typename?: 'Subscription';
  /** Changes of one order. Orders of other users need the scope `orders:read` or `orders:manage`. An unknown or hidden order gives the error NOT_FOUND. */
  orderChanged: OrderEvent;
  /** New and changed orders: all with the scope `orders:read`, otherwise the viewer's own. */
  ordersChanged: OrderEvent;
  /** Changes of the stock of products. */
  stockChanged: StockEvent;
};


/**
 * Each event comes once and in order for its entity. Pass the cursor of the last one as `after` to resume. A cursor that is older than the
 * service keeps events gives the error CURSOR_EXPIRED.
 */
export type SubscriptionOrderChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
};


/**
 * Each event comes once and in order for its entity. Pass the cursor of the last one as `after` to resume. A cursor that is older than the
 * service keeps events gives the error CURSOR_EXPIRED.
 */
export type SubscriptionOrdersChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
};


/**
 * Each event comes once and in order for its entity. Pass the cursor of the last one as `after` to resume. A cursor that is older than the
 * service keeps events gives the error CURSOR_EXPIRED.
 */
export type SubscriptionStockChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  skus: Array<Scalars['ID']['input']>;
};

/** A person who can place orders. The users service owns the other fields. */
export type User = {
  __typename?: 'User';
  /** Opaque identifier. */
  id: Scalars['ID']['output'];
  /** Statistics of the user's orders. Allowed for the user, and with the scope `orders:read`. Otherwise null with the error FORBIDDEN. */
  orderStats?: Maybe<OrderStats>;
  /** Orders of the user, newest first. Allowed for the user, and with the scope `orders:read`. Otherwise null with the error FORBIDDEN. */
  orders?: Maybe<OrderConnection>;
};


/** A person who can place orders. The users service owns the other fields. */
export type UserOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<OrderStatus>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Order: Order;
  Product: Product;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Order:
    ( { __typename: 'Order' }
    & GraphQLRecursivePick<FederationTypes['Order'], {"id":true}> );
  Product:
    ( { __typename: 'Product' }
    & GraphQLRecursivePick<FederationTypes['Product'], {"sku":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  ChangeOrderResult:
    | ( Omit<IllegalStatusChange, 'order'> & { order: _RefType['Order'] } & { __typename: 'IllegalStatusChange' } )
    | ( Omit<OrderChanged, 'order'> & { order: _RefType['Order'] } & { __typename: 'OrderChanged' } )
    | ( OrderNotFound & { __typename: 'OrderNotFound' } )
  ;
  PlaceOrderResult:
    | ( CustomerDeactivated & { __typename: 'CustomerDeactivated' } )
    | ( Omit<IdempotencyKeyReused, 'order'> & { order: _RefType['Order'] } & { __typename: 'IdempotencyKeyReused' } )
    | ( MixedCurrencies & { __typename: 'MixedCurrencies' } )
    | ( Omit<OrderPlaced, 'order'> & { order: _RefType['Order'] } & { __typename: 'OrderPlaced' } )
    | ( Omit<OutOfStock, 'products'> & { products: Array<_RefType['Product']> } & { __typename: 'OutOfStock' } )
    | ( ProductNotFound & { __typename: 'ProductNotFound' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Failure:
    | ( CustomerDeactivated )
    | ( Omit<IdempotencyKeyReused, 'order'> & { order: _RefType['Order'] } )
    | ( Omit<IllegalStatusChange, 'order'> & { order: _RefType['Order'] } )
    | ( MixedCurrencies )
    | ( OrderNotFound )
    | ( Omit<OutOfStock, 'products'> & { products: Array<_RefType['Product']> } )
    | ( ProductNotFound )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  CacheControlScope: CacheControlScope;
  ChangeOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ChangeOrderResult']>;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  CustomerDeactivated: ResolverTypeWrapper<CustomerDeactivated>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Failure: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Failure']>;
  IdempotencyKeyReused: ResolverTypeWrapper<Omit<IdempotencyKeyReused, 'order'> & { order: ResolversTypes['Order'] }>;
  IllegalStatusChange: ResolverTypeWrapper<Omit<IllegalStatusChange, 'order'> & { order: ResolversTypes['Order'] }>;
  MixedCurrencies: ResolverTypeWrapper<MixedCurrencies>;
  Money: ResolverTypeWrapper<Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Order: ResolverTypeWrapper<OrderParent>;
  OrderAction: OrderAction;
  OrderChange: ResolverTypeWrapper<OrderChangeParent>;
  OrderChangeReason: OrderChangeReason;
  OrderChanged: ResolverTypeWrapper<Omit<OrderChanged, 'order'> & { order: ResolversTypes['Order'] }>;
  OrderConnection: ResolverTypeWrapper<OrderPage>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node: ResolversTypes['Order'] }>;
  OrderEvent: ResolverTypeWrapper<StreamedEvent>;
  OrderEventKind: OrderEventKind;
  OrderFilter: OrderFilter;
  OrderLine: ResolverTypeWrapper<OrderLineParent>;
  OrderLineInput: OrderLineInput;
  OrderNotFound: ResolverTypeWrapper<OrderNotFound>;
  OrderPlaced: ResolverTypeWrapper<Omit<OrderPlaced, 'order'> & { order: ResolversTypes['Order'] }>;
  OrderSearch: OrderSearch;
  OrderStats: ResolverTypeWrapper<OrderStatsParent>;
  OrderStatus: OrderStatus;
  OutOfStock: ResolverTypeWrapper<Omit<OutOfStock, 'products'> & { products: Array<ResolversTypes['Product']> }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PlaceOrderInput: PlaceOrderInput;
  PlaceOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PlaceOrderResult']>;
  Product: ResolverTypeWrapper<ProductParent>;
  ProductConnection: ResolverTypeWrapper<ProductPage>;
  ProductEdge: ResolverTypeWrapper<Omit<ProductEdge, 'node'> & { node: ResolversTypes['Product'] }>;
  ProductFilter: ProductFilter;
  ProductNotFound: ResolverTypeWrapper<ProductNotFound>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  StockEvent: ResolverTypeWrapper<StreamedEvent>;
  StockEventKind: StockEventKind;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<Customer>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ChangeOrderResult: ResolversUnionTypes<ResolversParentTypes>['ChangeOrderResult'];
  Currency: Scalars['Currency']['output'];
  CustomerDeactivated: CustomerDeactivated;
  String: Scalars['String']['output'];
  DateTime: Scalars['DateTime']['output'];
  Failure: ResolversInterfaceTypes<ResolversParentTypes>['Failure'];
  IdempotencyKeyReused: Omit<IdempotencyKeyReused, 'order'> & { order: ResolversParentTypes['Order'] };
  IllegalStatusChange: Omit<IllegalStatusChange, 'order'> & { order: ResolversParentTypes['Order'] };
  MixedCurrencies: MixedCurrencies;
  Money: Money;
  Mutation: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Order: OrderParent;
  OrderChange: OrderChangeParent;
  OrderChanged: Omit<OrderChanged, 'order'> & { order: ResolversParentTypes['Order'] };
  OrderConnection: OrderPage;
  OrderEdge: Omit<OrderEdge, 'node'> & { node: ResolversParentTypes['Order'] };
  OrderEvent: StreamedEvent;
  OrderFilter: OrderFilter;
  OrderLine: OrderLineParent;
  OrderLineInput: OrderLineInput;
  OrderNotFound: OrderNotFound;
  OrderPlaced: Omit<OrderPlaced, 'order'> & { order: ResolversParentTypes['Order'] };
  OrderSearch: OrderSearch;
  OrderStats: OrderStatsParent;
  OutOfStock: Omit<OutOfStock, 'products'> & { products: Array<ResolversParentTypes['Product']> };
  PageInfo: PageInfo;
  PlaceOrderInput: PlaceOrderInput;
  PlaceOrderResult: ResolversUnionTypes<ResolversParentTypes>['PlaceOrderResult'];
  Product: ProductParent;
  ProductConnection: ProductPage;
  ProductEdge: Omit<ProductEdge, 'node'> & { node: ResolversParentTypes['Product'] };
  ProductFilter: ProductFilter;
  ProductNotFound: ProductNotFound;
  Query: Record<PropertyKey, never>;
  SafeInt: Scalars['SafeInt']['output'];
  StockEvent: StreamedEvent;
  Subscription: Record<PropertyKey, never>;
  User: Customer;
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
  scope?: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = OrdersContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ChangeOrderResultResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['ChangeOrderResult'] = ResolversParentTypes['ChangeOrderResult']> = {
  __resolveType: TypeResolveFn<'IllegalStatusChange' | 'OrderChanged' | 'OrderNotFound', ParentType, ContextType>;
};

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export type CustomerDeactivatedResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['CustomerDeactivated'] = ResolversParentTypes['CustomerDeactivated']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type FailureResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['Failure'] = ResolversParentTypes['Failure']> = {
  __resolveType: TypeResolveFn<'CustomerDeactivated' | 'IdempotencyKeyReused' | 'IllegalStatusChange' | 'MixedCurrencies' | 'OrderNotFound' | 'OutOfStock' | 'ProductNotFound', ParentType, ContextType>;
};

export type IdempotencyKeyReusedResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['IdempotencyKeyReused'] = ResolversParentTypes['IdempotencyKeyReused']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  order?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IllegalStatusChangeResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['IllegalStatusChange'] = ResolversParentTypes['IllegalStatusChange']> = {
  allowed?: Resolver<Array<ResolversTypes['OrderStatus']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  order?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MixedCurrenciesResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['MixedCurrencies'] = ResolversParentTypes['MixedCurrencies']> = {
  currencies?: Resolver<Array<ResolversTypes['Currency']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelOrder?: Resolver<ResolversTypes['ChangeOrderResult'], ParentType, ContextType, RequireFields<MutationCancelOrderArgs, 'id'>>;
  deliverOrder?: Resolver<ResolversTypes['ChangeOrderResult'], ParentType, ContextType, RequireFields<MutationDeliverOrderArgs, 'id'>>;
  payOrder?: Resolver<ResolversTypes['ChangeOrderResult'], ParentType, ContextType, RequireFields<MutationPayOrderArgs, 'id'>>;
  placeOrder?: Resolver<ResolversTypes['PlaceOrderResult'], ParentType, ContextType, RequireFields<MutationPlaceOrderArgs, 'input'>>;
  shipOrder?: Resolver<ResolversTypes['ChangeOrderResult'], ParentType, ContextType, RequireFields<MutationShipOrderArgs, 'id'>>;
};

export type OrderResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  actions?: Resolver<Array<ResolversTypes['OrderAction']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['OrderChange']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['OrderLine']>, ParentType, ContextType>;
  placedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type OrderChangeResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['OrderChange'] = ResolversParentTypes['OrderChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['OrderChangeReason']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
};

export type OrderChangedResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['OrderChanged'] = ResolversParentTypes['OrderChanged']> = {
  order?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges?: Resolver<Array<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Order']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
};

export type OrderEventResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['OrderEvent'] = ResolversParentTypes['OrderEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['OrderEventKind'], ParentType, ContextType>;
  order?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
};

export type OrderLineResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['OrderLine'] = ResolversParentTypes['OrderLine']> = {
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  unitPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type OrderNotFoundResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['OrderNotFound'] = ResolversParentTypes['OrderNotFound']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderPlacedResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['OrderPlaced'] = ResolversParentTypes['OrderPlaced']> = {
  order?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderStatsResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['OrderStats'] = ResolversParentTypes['OrderStats']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  spent?: Resolver<Array<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type OutOfStockResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['OutOfStock'] = ResolversParentTypes['OutOfStock']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  products?: Resolver<Array<ResolversTypes['Product']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PlaceOrderResultResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['PlaceOrderResult'] = ResolversParentTypes['PlaceOrderResult']> = {
  __resolveType: TypeResolveFn<'CustomerDeactivated' | 'IdempotencyKeyReused' | 'MixedCurrencies' | 'OrderPlaced' | 'OutOfStock' | 'ProductNotFound', ParentType, ContextType>;
};

export type ProductResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product'], FederationReferenceType extends FederationReferenceTypes['Product'] = FederationReferenceTypes['Product']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Product']> | FederationReferenceType, FederationReferenceType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  sku?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  stock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProductConnectionResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['ProductConnection'] = ResolversParentTypes['ProductConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProductEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Product']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProductEdgeResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['ProductEdge'] = ResolversParentTypes['ProductEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type ProductNotFoundResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['ProductNotFound'] = ResolversParentTypes['ProductNotFound']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  skus?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'id'>>;
  orders?: Resolver<ResolversTypes['OrderConnection'], ParentType, ContextType, RequireFields<QueryOrdersArgs, 'first'>>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<QueryProductArgs, 'sku'>>;
  products?: Resolver<ResolversTypes['ProductConnection'], ParentType, ContextType, RequireFields<QueryProductsArgs, 'first'>>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type StockEventResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['StockEvent'] = ResolversParentTypes['StockEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['StockEventKind'], ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  orderChanged?: SubscriptionResolver<ResolversTypes['OrderEvent'], "orderChanged", ParentType, ContextType, RequireFields<SubscriptionOrderChangedArgs, 'id'>>;
  ordersChanged?: SubscriptionResolver<ResolversTypes['OrderEvent'], "ordersChanged", ParentType, ContextType, Partial<SubscriptionOrdersChangedArgs>>;
  stockChanged?: SubscriptionResolver<ResolversTypes['StockEvent'], "stockChanged", ParentType, ContextType, RequireFields<SubscriptionStockChangedArgs, 'skus'>>;
};

export type UserResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  orderStats?: Resolver<Maybe<ResolversTypes['OrderStats']>, ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<UserOrdersArgs, 'first'>>;
};

export type Resolvers<ContextType = OrdersContext> = {
  ChangeOrderResult?: ChangeOrderResultResolvers<ContextType>;
  Currency?: GraphQLScalarType;
  CustomerDeactivated?: CustomerDeactivatedResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Failure?: FailureResolvers<ContextType>;
  IdempotencyKeyReused?: IdempotencyKeyReusedResolvers<ContextType>;
  IllegalStatusChange?: IllegalStatusChangeResolvers<ContextType>;
  MixedCurrencies?: MixedCurrenciesResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  OrderChange?: OrderChangeResolvers<ContextType>;
  OrderChanged?: OrderChangedResolvers<ContextType>;
  OrderConnection?: OrderConnectionResolvers<ContextType>;
  OrderEdge?: OrderEdgeResolvers<ContextType>;
  OrderEvent?: OrderEventResolvers<ContextType>;
  OrderLine?: OrderLineResolvers<ContextType>;
  OrderNotFound?: OrderNotFoundResolvers<ContextType>;
  OrderPlaced?: OrderPlacedResolvers<ContextType>;
  OrderStats?: OrderStatsResolvers<ContextType>;
  OutOfStock?: OutOfStockResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PlaceOrderResult?: PlaceOrderResultResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  ProductConnection?: ProductConnectionResolvers<ContextType>;
  ProductEdge?: ProductEdgeResolvers<ContextType>;
  ProductNotFound?: ProductNotFoundResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  StockEvent?: StockEventResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = OrdersContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
