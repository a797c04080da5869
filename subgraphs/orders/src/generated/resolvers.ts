// Made by `npm run codegen` from schema.graphql. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Order as OrderParent, OrderChange as OrderChangeParent, OrderLine as OrderLineParent, OrderStats as OrderStatsParent, Customer } from '../order.ts';
import type { OrderPage, ProductPage } from '../resolvers.ts';
import type { Product as ProductParent } from '../product.ts';
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
  /** A currency by its ISO 4217 code: `EUR`. */
  Currency: { input: string; output: string; }
  /** A moment in UTC, to the millisecond, as RFC 3339 writes it: `2026-03-01T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** A whole number that JSON and JavaScript hold exactly: from -(2^53 - 1) to 2^53 - 1. */
  SafeInt: { input: number; output: number; }
  _FieldSet: { input: string; output: string; }
};

/** What a change of an order comes to. */
export type ChangeOrderResult = IllegalStatusChange | OrderChanged | OrderNotFound;

/** A failure that a caller can expect and act upon. */
export type Failure = {
  /** What went wrong, in a sentence for people. */
  message: Scalars['String']['output'];
};

/** The idempotency key was used before, for something else. */
export type IdempotencyKeyReused = Failure & {
  __typename?: 'IdempotencyKeyReused';
  /** What went wrong, in a sentence for people. */
  message: Scalars['String']['output'];
  /** The order that was placed with this key. */
  order: Order;
};

/** The order's status does not allow this. */
export type IllegalStatusChange = Failure & {
  __typename?: 'IllegalStatusChange';
  /** The statuses that may follow the one that it has. */
  allowed: Array<OrderStatus>;
  /** What went wrong, in a sentence for people. */
  message: Scalars['String']['output'];
  /** The order as it is. */
  order: Order;
};

/** The products are priced in different currencies, and an order has one. */
export type MixedCurrencies = Failure & {
  __typename?: 'MixedCurrencies';
  /** The currencies that met. */
  currencies: Array<Scalars['Currency']['output']>;
  /** What went wrong, in a sentence for people. */
  message: Scalars['String']['output'];
};

/** An exact amount of money. */
export type Money = {
  __typename?: 'Money';
  /** The amount in the currency's minor unit: 1999 is EUR 19.99, or JPY 1999. */
  amount: Scalars['SafeInt']['output'];
  /** The currency of the amount. */
  currency: Scalars['Currency']['output'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Cancels an order that was not shipped yet and gives its stock back. For its customer and for the scope `orders:manage`. */
  cancelOrder: ChangeOrderResult;
  /** Notes that a shipped order has arrived. Needs the scope `orders:manage`. */
  deliverOrder: ChangeOrderResult;
  /** Notes that an order was paid for. For its customer and for the scope `orders:manage`. */
  payOrder: ChangeOrderResult;
  /** Places an order for the viewer, who must be a user, whole or not at all. Prices are those of the catalogue at this moment. */
  placeOrder: PlaceOrderResult;
  /** Notes that a paid order was shipped. Needs the scope `orders:manage`. */
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

/** What somebody ordered. */
export type Order = {
  __typename?: 'Order';
  /** Who placed the order. Null, with an error, while the users service cannot be asked. */
  customer?: Maybe<User>;
  /** The statuses that the order has come to, the first of them first. What happened before changes were noted is missing. */
  history: Array<OrderChange>;
  /** An opaque id: compare it, store it, do not take it apart. */
  id: Scalars['ID']['output'];
  /** What was ordered, in the order in which it was asked for. */
  lines: Array<OrderLine>;
  /** When the order was placed. */
  placedAt: Scalars['DateTime']['output'];
  /** How far the order has come. */
  status: OrderStatus;
  /** What the whole order costs, at the prices of the moment at which it was placed. */
  total: Money;
};

/** An order that came to a status. */
export type OrderChange = {
  __typename?: 'OrderChange';
  /** When it did. */
  at: Scalars['DateTime']['output'];
  /**
   * Who brought it there. For that user and for the scopes `orders:read` and `orders:manage`; null for others, where it is
   * not known, and where it was no user.
   */
  by?: Maybe<User>;
  /** The status that the order came to. */
  status: OrderStatus;
};

/** The order is changed. */
export type OrderChanged = {
  __typename?: 'OrderChanged';
  /** The order after the change. */
  order: Order;
};

/** A page of orders, in the manner of Relay's connections. */
export type OrderConnection = {
  __typename?: 'OrderConnection';
  /** The orders of this page, each with its cursor. */
  edges: Array<OrderEdge>;
  /** The orders of this page. */
  nodes: Array<Order>;
  /** Whether there is more, and where this page begins and ends. */
  pageInfo: PageInfo;
  /** How many orders the filter lets through, on all pages. Counted only when asked for. */
  totalCount: Scalars['Int']['output'];
};

/** An order in a page. */
export type OrderEdge = {
  __typename?: 'OrderEdge';
  /** Where this order stands in the list: pass it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The order. */
  node: Order;
};

/** Which orders to return. What is given must all hold. */
export type OrderFilter = {
  /** Only orders of the user with this id. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /** Only orders of this status. */
  status?: InputMaybe<OrderStatus>;
};

/** One product of an order. */
export type OrderLine = {
  __typename?: 'OrderLine';
  /** What was ordered. */
  product: Product;
  /** How many pieces. */
  quantity: Scalars['Int']['output'];
  /** What the line costs: quantity times unit price. */
  total: Money;
  /** What one piece cost when the order was placed. */
  unitPrice: Money;
};

/** One product to order. */
export type OrderLineInput = {
  /** How many pieces: from 1 to 10,000. */
  quantity: Scalars['Int']['input'];
  /** The sku of the product. */
  sku: Scalars['ID']['input'];
};

/** No order that the viewer may see has this id. */
export type OrderNotFound = Failure & {
  __typename?: 'OrderNotFound';
  /** The id that was asked for. */
  id: Scalars['ID']['output'];
  /** What went wrong, in a sentence for people. */
  message: Scalars['String']['output'];
};

/** The order is placed. */
export type OrderPlaced = {
  __typename?: 'OrderPlaced';
  /** The order: the one placed first, where the idempotency key was used before. */
  order: Order;
};

/** What a user has ordered, in figures. */
export type OrderStats = {
  __typename?: 'OrderStats';
  /** How many orders the user has placed, without the cancelled ones. */
  count: Scalars['Int']['output'];
  /** What the user has paid for: the totals of the orders that are PAID, SHIPPED or DELIVERED, one entry a currency, by currency. */
  spent: Array<Money>;
};

/** How far an order has come: PLACED, PAID, SHIPPED, DELIVERED, or CANCELLED before it was shipped. */
export type OrderStatus =
  /** Called off, its stock given back. Nothing follows. */
  | 'CANCELLED'
  /** Arrived. Nothing follows. */
  | 'DELIVERED'
  /** Paid for, not shipped yet. */
  | 'PAID'
  /** Placed, its stock taken; not paid for yet. */
  | 'PLACED'
  /** On its way. */
  | 'SHIPPED';

/** There is not enough of a product. Nothing was taken. */
export type OutOfStock = Failure & {
  __typename?: 'OutOfStock';
  /** What went wrong, in a sentence for people. */
  message: Scalars['String']['output'];
  /** The products of which there is not enough, each with what is left. */
  products: Array<Product>;
};

/** Where a page begins and ends. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last item; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there is more after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether this page was reached by a cursor, so that there is something before it. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** What to order. */
export type PlaceOrderInput = {
  /**
   * A text of the caller's own (1 to 100 characters) that makes repeating safe: the same key with the same lines
   * gives the order that was placed first. Keys of different customers do not meet.
   */
  idempotencyKey: Scalars['String']['input'];
  /** From 1 to 50 lines, each for another product, all priced in one currency. */
  lines: Array<OrderLineInput>;
};

/** What `placeOrder` comes to. */
export type PlaceOrderResult = IdempotencyKeyReused | MixedCurrencies | OrderPlaced | OutOfStock | ProductNotFound;

/** Something that can be ordered. */
export type Product = {
  __typename?: 'Product';
  /** The name to show to people. */
  name: Scalars['String']['output'];
  /** What one piece costs today. */
  price: Money;
  /** The stock keeping unit: what identifies the product. */
  sku: Scalars['ID']['output'];
  /** How many pieces can be ordered now. */
  stock: Scalars['Int']['output'];
};

/** A page of products, in the manner of Relay's connections. */
export type ProductConnection = {
  __typename?: 'ProductConnection';
  /** The products of this page, each with its cursor. */
  edges: Array<ProductEdge>;
  /** The products of this page. */
  nodes: Array<Product>;
  /** Whether there is more, and where this page begins and ends. */
  pageInfo: PageInfo;
  /** How many products the catalogue has. Counted only when asked for. */
  totalCount: Scalars['Int']['output'];
};

/** A product in a page. */
export type ProductEdge = {
  __typename?: 'ProductEdge';
  /** Where this product stands in the list: pass it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The product. */
  node: Product;
};

/** The catalogue has no such product. */
export type ProductNotFound = Failure & {
  __typename?: 'ProductNotFound';
  /** What went wrong, in a sentence for people. */
  message: Scalars['String']['output'];
  /** The skus that the catalogue does not have. */
  skus: Array<Scalars['ID']['output']>;
};

export type Query = {
  __typename?: 'Query';
  /** One order. An unknown id, or somebody else's without the scope `orders:read` or `orders:manage`, gives null and the error NOT_FOUND. */
  order?: Maybe<Order>;
  /** Orders, the newest first: all of them with the scope `orders:read`, else the viewer's own. */
  orders: OrderConnection;
  /** One product of the catalogue. An unknown sku gives null and the error NOT_FOUND. */
  product?: Maybe<Product>;
  /** The catalogue, by sku. */
  products: ProductConnection;
};


export type QueryOrderArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryProductArgs = {
  sku: Scalars['ID']['input'];
};


export type QueryProductsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Somebody who may place orders; the users service tells who it is. */
export type User = {
  __typename?: 'User';
  /** An opaque id: compare it, store it, do not take it apart. */
  id: Scalars['ID']['output'];
  /** The user's orders in figures. For the user and for the scope `orders:read`; null with the error FORBIDDEN for others. */
  orderStats?: Maybe<OrderStats>;
  /** The user's orders, the newest first. For the user and for the scope `orders:read`; null with the error FORBIDDEN for others. */
  orders?: Maybe<OrderConnection>;
};


/** Somebody who may place orders; the users service tells who it is. */
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
  ChangeOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ChangeOrderResult']>;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Failure: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Failure']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  IdempotencyKeyReused: ResolverTypeWrapper<Omit<IdempotencyKeyReused, 'order'> & { order: ResolversTypes['Order'] }>;
  IllegalStatusChange: ResolverTypeWrapper<Omit<IllegalStatusChange, 'order'> & { order: ResolversTypes['Order'] }>;
  MixedCurrencies: ResolverTypeWrapper<MixedCurrencies>;
  Money: ResolverTypeWrapper<Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Order: ResolverTypeWrapper<OrderParent>;
  OrderChange: ResolverTypeWrapper<OrderChangeParent>;
  OrderChanged: ResolverTypeWrapper<Omit<OrderChanged, 'order'> & { order: ResolversTypes['Order'] }>;
  OrderConnection: ResolverTypeWrapper<OrderPage>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node: ResolversTypes['Order'] }>;
  OrderFilter: OrderFilter;
  OrderLine: ResolverTypeWrapper<OrderLineParent>;
  OrderLineInput: OrderLineInput;
  OrderNotFound: ResolverTypeWrapper<OrderNotFound>;
  OrderPlaced: ResolverTypeWrapper<Omit<OrderPlaced, 'order'> & { order: ResolversTypes['Order'] }>;
  OrderStats: ResolverTypeWrapper<OrderStatsParent>;
  OrderStatus: OrderStatus;
  OutOfStock: ResolverTypeWrapper<Omit<OutOfStock, 'products'> & { products: Array<ResolversTypes['Product']> }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  PlaceOrderInput: PlaceOrderInput;
  PlaceOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PlaceOrderResult']>;
  Product: ResolverTypeWrapper<ProductParent>;
  ProductConnection: ResolverTypeWrapper<ProductPage>;
  ProductEdge: ResolverTypeWrapper<Omit<ProductEdge, 'node'> & { node: ResolversTypes['Product'] }>;
  ProductNotFound: ResolverTypeWrapper<ProductNotFound>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  User: ResolverTypeWrapper<Customer>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ChangeOrderResult: ResolversUnionTypes<ResolversParentTypes>['ChangeOrderResult'];
  Currency: Scalars['Currency']['output'];
  DateTime: Scalars['DateTime']['output'];
  Failure: ResolversInterfaceTypes<ResolversParentTypes>['Failure'];
  String: Scalars['String']['output'];
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
  Int: Scalars['Int']['output'];
  OrderEdge: Omit<OrderEdge, 'node'> & { node: ResolversParentTypes['Order'] };
  OrderFilter: OrderFilter;
  OrderLine: OrderLineParent;
  OrderLineInput: OrderLineInput;
  OrderNotFound: OrderNotFound;
  OrderPlaced: Omit<OrderPlaced, 'order'> & { order: ResolversParentTypes['Order'] };
  OrderStats: OrderStatsParent;
  OutOfStock: Omit<OutOfStock, 'products'> & { products: Array<ResolversParentTypes['Product']> };
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  PlaceOrderInput: PlaceOrderInput;
  PlaceOrderResult: ResolversUnionTypes<ResolversParentTypes>['PlaceOrderResult'];
  Product: ProductParent;
  ProductConnection: ProductPage;
  ProductEdge: Omit<ProductEdge, 'node'> & { node: ResolversParentTypes['Product'] };
  ProductNotFound: ProductNotFound;
  Query: Record<PropertyKey, never>;
  SafeInt: Scalars['SafeInt']['output'];
  User: Customer;
};

export type ChangeOrderResultResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['ChangeOrderResult'] = ResolversParentTypes['ChangeOrderResult']> = {
  __resolveType: TypeResolveFn<'IllegalStatusChange' | 'OrderChanged' | 'OrderNotFound', ParentType, ContextType>;
};

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type FailureResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['Failure'] = ResolversParentTypes['Failure']> = {
  __resolveType: TypeResolveFn<'IdempotencyKeyReused' | 'IllegalStatusChange' | 'MixedCurrencies' | 'OrderNotFound' | 'OutOfStock' | 'ProductNotFound', ParentType, ContextType>;
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
  __resolveType: TypeResolveFn<'IdempotencyKeyReused' | 'MixedCurrencies' | 'OrderPlaced' | 'OutOfStock' | 'ProductNotFound', ParentType, ContextType>;
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

export type UserResolvers<ContextType = OrdersContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  orderStats?: Resolver<Maybe<ResolversTypes['OrderStats']>, ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<UserOrdersArgs, 'first'>>;
};

export type Resolvers<ContextType = OrdersContext> = {
  ChangeOrderResult?: ChangeOrderResultResolvers<ContextType>;
  Currency?: GraphQLScalarType;
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
  User?: UserResolvers<ContextType>;
};

