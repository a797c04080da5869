// Made by `npm run codegen` from schema.graphql. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserParent, UserPage } from '../resolvers.ts';
import type { StreamedEvent } from '@supergraph/service-kit/events/event-stream.ts';
import type { UsersContext } from '../context.ts';
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
  /** An e-mail address as HTML defines it: `ada@example.com`, without spaces. */
  EmailAddress: { input: string; output: string; }
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

/** Result of `deactivateUser`. */
export type DeactivateUserResult = UserDeactivated | UserNotFound;

/** Another user already has this e-mail address. */
export type EmailTaken = Failure & {
  __typename?: 'EmailTaken';
  /** The address that is already in use. */
  email: Scalars['EmailAddress']['output'];
  /** Message for people. */
  message: Scalars['String']['output'];
};

/** A failure that clients can expect and handle. */
export type Failure = {
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
  /** Deactivates a user. Nothing is deleted, and repeating it changes nothing. Allowed for the user, and with the scope `users:write`. */
  deactivateUser: DeactivateUserResult;
  /** Registers a new user. Needs the scope `users:write`. */
  registerUser: RegisterUserResult;
  /** Changes the given fields of a user. Allowed for the user, and with the scope `users:write`. */
  updateUser: UpdateUserResult;
};


export type MutationDeactivateUserArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRegisterUserArgs = {
  input: RegisterUserInput;
};


export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};

/** Statistics of a user's orders. */
export type OrderStats = {
  __typename?: 'OrderStats';
  /** Amounts that the user has paid, one for each currency. */
  spent: Array<Money>;
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

export type Query = {
  __typename?: 'Query';
  /** The signed-in user. Null if the token's subject is not registered. */
  me?: Maybe<User>;
  /** One user. Other users need the scope `users:read`. An unknown id gives null and the error NOT_FOUND. */
  user?: Maybe<User>;
  /** Users, newest first by default. Needs the scope `users:read`. */
  users: UserConnection;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: UserOrderBy;
};

/** Details of a new user. */
export type RegisterUserInput = {
  /** E-mail address. It must be unique, regardless of case. */
  email: Scalars['EmailAddress']['input'];
  /** Display name: one line of 1 to 200 characters without surrounding spaces, at least one of them visible. */
  name: Scalars['String']['input'];
};

/** Result of `registerUser`. */
export type RegisterUserResult = EmailTaken | UserRegistered;

/**
 * Each event comes once and in order. Pass the cursor of the last one as `after` to resume. A cursor that is older than the service keeps
 * events gives the error CURSOR_EXPIRED.
 */
export type Subscription = {
  __typename?: 'Subscription';
  /** Changes of one user. Other users need the scope `users:read`. An unknown id gives the error NOT_FOUND. */
  userChanged: UserEvent;
};


/**
 * Each event comes once and in order. Pass the cursor of the last one as `after` to resume. A cursor that is older than the service keeps
 * events gives the error CURSOR_EXPIRED.
 */
export type SubscriptionUserChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
};

/** Customer tier, from spending. */
export type Tier =
  /** Spending below 500.00 in every currency. */
  | 'BRONZE'
  /** Spending of 2,000.00 or more in one currency. */
  | 'GOLD'
  /** Spending of 500.00 or more in one currency. */
  | 'SILVER';

/** Changes of a user. Fields that are omitted or null stay as they are. */
export type UpdateUserInput = {
  /** New e-mail address. It must be unique, regardless of case. */
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  /** Id of the user. */
  id: Scalars['ID']['input'];
  /** New display name: one line of 1 to 200 characters without surrounding spaces, at least one of them visible. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** Result of `updateUser`. */
export type UpdateUserResult = EmailTaken | UserNotFound | UserUpdated;

/** A person who can place orders. */
export type User = {
  __typename?: 'User';
  /** Time of registration. */
  createdAt: Scalars['DateTime']['output'];
  /** E-mail address, unique regardless of case. Null if the viewer may not see it. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** Opaque identifier. */
  id: Scalars['ID']['output'];
  /** Display name. */
  name: Scalars['String']['output'];
  /** Statistics of the user's orders, owned by the orders service. */
  orderStats?: Maybe<OrderStats>;
  /** Whether the user is active. */
  status: UserStatus;
  /**
   * Highest tier that the user's spending reaches in any one currency. Currencies are never added up. In EUR, USD and GBP
   * SILVER begins at 500.00 and GOLD at 2,000.00. Other currencies do not count. Null while the orders service is
   * unreachable.
   */
  tier?: Maybe<Tier>;
  /** Time of the last change. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A page of users (a connection as Relay defines it). */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The users of this page, each with its cursor. */
  edges: Array<UserEdge>;
  /** The users of this page. */
  nodes: Array<User>;
  /** Position of this page. */
  pageInfo: PageInfo;
  /**
   * Time of the latest change of an order that the filter `tier` and the order SPENT_DESC know. They follow the orders service within a
   * second, or later while a service is down. Null if they know none.
   */
  spentAsOf?: Maybe<Scalars['DateTime']['output']>;
  /** Number of users that match the filter, on all pages. Counted only if selected. */
  totalCount: Scalars['Int']['output'];
};

/** A user was deactivated. */
export type UserDeactivated = {
  __typename?: 'UserDeactivated';
  /** The user after the change. */
  user: User;
};

/** A user in a page. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Position of this user in the list. Pass it as `after` to get the users after it. */
  cursor: Scalars['String']['output'];
  /** The user. */
  node: User;
};

/** A change of a user. */
export type UserEvent = {
  __typename?: 'UserEvent';
  /** Time of the change. */
  at: Scalars['DateTime']['output'];
  /** Position of this event. Pass it as `after` to get the events after it. */
  cursor: Scalars['String']['output'];
  /** Kind of the change. */
  kind: UserEventKind;
  /** The user. They may have changed again since. */
  user: User;
};

/** Kind of a change of a user. */
export type UserEventKind =
  /** The user was deactivated. */
  | 'DEACTIVATED'
  /** The user was registered. */
  | 'REGISTERED'
  /** The name or the e-mail address was changed. */
  | 'UPDATED';

/** Filter of users. A user must match every given field. */
export type UserFilter = {
  /** Only users whose name or e-mail address contains this text, regardless of case. 1 to 100 characters. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only users of this status. */
  status?: InputMaybe<UserStatus>;
  /**
   * Only users of this tier, as of `spentAsOf`. Needs the scope `orders:read` too, because the tier tells about orders. `User.tier` is
   * never stale, and can be another one already.
   */
  tier?: InputMaybe<Tier>;
};

/** No user has this id. */
export type UserNotFound = Failure & {
  __typename?: 'UserNotFound';
  /** The requested id. */
  id: Scalars['ID']['output'];
  /** Message for people. */
  message: Scalars['String']['output'];
};

/** Order of a list of users. */
export type UserOrderBy =
  /** Latest registration first. */
  | 'NEWEST'
  /** Largest spending in any one currency that counts for a tier first, as of `spentAsOf`. Needs the scope `orders:read` too. */
  | 'SPENT_DESC';

/** A user was registered. */
export type UserRegistered = {
  __typename?: 'UserRegistered';
  /** The new user. */
  user: User;
};

/** Status of a user. */
export type UserStatus =
  /** The user is active. */
  | 'ACTIVE'
  /** The user is deactivated and kept for the record. The identity provider should issue no more tokens for them. */
  | 'DEACTIVATED';

/** A user was changed. */
export type UserUpdated = {
  __typename?: 'UserUpdated';
  /** The user after the change. */
  user: User;
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
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['User'], {"orderStats":{"spent":{"amount":true,"currency":true}}}> ) );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  DeactivateUserResult:
    | ( Omit<UserDeactivated, 'user'> & { user: _RefType['User'] } & { __typename: 'UserDeactivated' } )
    | ( UserNotFound & { __typename: 'UserNotFound' } )
  ;
  RegisterUserResult:
    | ( EmailTaken & { __typename: 'EmailTaken' } )
    | ( Omit<UserRegistered, 'user'> & { user: _RefType['User'] } & { __typename: 'UserRegistered' } )
  ;
  UpdateUserResult:
    | ( EmailTaken & { __typename: 'EmailTaken' } )
    | ( UserNotFound & { __typename: 'UserNotFound' } )
    | ( Omit<UserUpdated, 'user'> & { user: _RefType['User'] } & { __typename: 'UserUpdated' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Failure:
    | ( EmailTaken )
    | ( UserNotFound )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  CacheControlScope: CacheControlScope;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeactivateUserResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DeactivateUserResult']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  EmailTaken: ResolverTypeWrapper<EmailTaken>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Failure: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Failure']>;
  Money: ResolverTypeWrapper<Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  OrderStats: ResolverTypeWrapper<OrderStats>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RegisterUserInput: RegisterUserInput;
  RegisterUserResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RegisterUserResult']>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Tier: Tier;
  UpdateUserInput: UpdateUserInput;
  UpdateUserResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateUserResult']>;
  User: ResolverTypeWrapper<UserParent>;
  UserConnection: ResolverTypeWrapper<UserPage>;
  UserDeactivated: ResolverTypeWrapper<Omit<UserDeactivated, 'user'> & { user: ResolversTypes['User'] }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserEvent: ResolverTypeWrapper<StreamedEvent>;
  UserEventKind: UserEventKind;
  UserFilter: UserFilter;
  UserNotFound: ResolverTypeWrapper<UserNotFound>;
  UserOrderBy: UserOrderBy;
  UserRegistered: ResolverTypeWrapper<Omit<UserRegistered, 'user'> & { user: ResolversTypes['User'] }>;
  UserStatus: UserStatus;
  UserUpdated: ResolverTypeWrapper<Omit<UserUpdated, 'user'> & { user: ResolversTypes['User'] }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Currency: Scalars['Currency']['output'];
  DateTime: Scalars['DateTime']['output'];
  DeactivateUserResult: ResolversUnionTypes<ResolversParentTypes>['DeactivateUserResult'];
  EmailAddress: Scalars['EmailAddress']['output'];
  EmailTaken: EmailTaken;
  String: Scalars['String']['output'];
  Failure: ResolversInterfaceTypes<ResolversParentTypes>['Failure'];
  Money: Money;
  Mutation: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  OrderStats: OrderStats;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  RegisterUserInput: RegisterUserInput;
  RegisterUserResult: ResolversUnionTypes<ResolversParentTypes>['RegisterUserResult'];
  SafeInt: Scalars['SafeInt']['output'];
  Subscription: Record<PropertyKey, never>;
  UpdateUserInput: UpdateUserInput;
  UpdateUserResult: ResolversUnionTypes<ResolversParentTypes>['UpdateUserResult'];
  User: UserParent;
  UserConnection: UserPage;
  UserDeactivated: Omit<UserDeactivated, 'user'> & { user: ResolversParentTypes['User'] };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserEvent: StreamedEvent;
  UserFilter: UserFilter;
  UserNotFound: UserNotFound;
  UserRegistered: Omit<UserRegistered, 'user'> & { user: ResolversParentTypes['User'] };
  UserUpdated: Omit<UserUpdated, 'user'> & { user: ResolversParentTypes['User'] };
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
  scope?: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = UsersContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeactivateUserResultResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['DeactivateUserResult'] = ResolversParentTypes['DeactivateUserResult']> = {
  __resolveType: TypeResolveFn<'UserDeactivated' | 'UserNotFound', ParentType, ContextType>;
};

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type EmailTakenResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['EmailTaken'] = ResolversParentTypes['EmailTaken']> = {
  email?: Resolver<ResolversTypes['EmailAddress'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FailureResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Failure'] = ResolversParentTypes['Failure']> = {
  __resolveType: TypeResolveFn<'EmailTaken' | 'UserNotFound', ParentType, ContextType>;
};

export type MutationResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  deactivateUser?: Resolver<ResolversTypes['DeactivateUserResult'], ParentType, ContextType, RequireFields<MutationDeactivateUserArgs, 'id'>>;
  registerUser?: Resolver<ResolversTypes['RegisterUserResult'], ParentType, ContextType, RequireFields<MutationRegisterUserArgs, 'input'>>;
  updateUser?: Resolver<ResolversTypes['UpdateUserResult'], ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, RequireFields<QueryUsersArgs, 'first' | 'orderBy'>>;
};

export type RegisterUserResultResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['RegisterUserResult'] = ResolversParentTypes['RegisterUserResult']> = {
  __resolveType: TypeResolveFn<'EmailTaken' | 'UserRegistered', ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SubscriptionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  userChanged?: SubscriptionResolver<ResolversTypes['UserEvent'], "userChanged", ParentType, ContextType, RequireFields<SubscriptionUserChangedArgs, 'id'>>;
};

export type UpdateUserResultResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UpdateUserResult'] = ResolversParentTypes['UpdateUserResult']> = {
  __resolveType: TypeResolveFn<'EmailTaken' | 'UserNotFound' | 'UserUpdated', ParentType, ContextType>;
};

export type UserResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['UserStatus'], ParentType, ContextType>;
  tier?: Resolver<Maybe<ResolversTypes['Tier']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  spentAsOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UserDeactivatedResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserDeactivated'] = ResolversParentTypes['UserDeactivated']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserEventResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserEvent'] = ResolversParentTypes['UserEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['UserEventKind'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserNotFoundResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserNotFound'] = ResolversParentTypes['UserNotFound']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserRegisteredResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserRegistered'] = ResolversParentTypes['UserRegistered']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserUpdatedResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserUpdated'] = ResolversParentTypes['UserUpdated']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = UsersContext> = {
  Currency?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DeactivateUserResult?: DeactivateUserResultResolvers<ContextType>;
  EmailAddress?: GraphQLScalarType;
  EmailTaken?: EmailTakenResolvers<ContextType>;
  Failure?: FailureResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RegisterUserResult?: RegisterUserResultResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  Subscription?: SubscriptionResolvers<ContextType>;
  UpdateUserResult?: UpdateUserResultResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserDeactivated?: UserDeactivatedResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserEvent?: UserEventResolvers<ContextType>;
  UserNotFound?: UserNotFoundResolvers<ContextType>;
  UserRegistered?: UserRegisteredResolvers<ContextType>;
  UserUpdated?: UserUpdatedResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = UsersContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
