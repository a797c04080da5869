import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';

/** Gateway of Apollo Server: a schema, which may change, and an executor. */
export type Gateway = NonNullable<ApolloServerOptionsWithGateway<BaseContext>['gateway']>;

/** Executes an operation that was parsed and validated. */
export type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;

/** Operation with its request, as executors receive it. */
export type ExecutorContext = Parameters<Executor>[0];

/** Result of an execution. */
export type ExecutorResult = Awaited<ReturnType<Executor>>;
