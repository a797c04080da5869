import type { BaseContext, GraphQLRequestContext } from '@apollo/server';

/** Cache policy of a whole answer, as Apollo Server's `overallCachePolicy`. */
export type CachePolicy = GraphQLRequestContext<BaseContext>['overallCachePolicy'];

/** Policy without restrictions at first. */
export class AnswerCachePolicy implements CachePolicy {
  maxAge?: number;
  scope?: NonNullable<CachePolicy['scope']>;

  restrict({ maxAge, scope }: Parameters<CachePolicy['restrict']>[0]): void {
    if (maxAge !== undefined && (this.maxAge === undefined || maxAge < this.maxAge)) this.maxAge = maxAge;
    if (scope !== undefined && this.scope !== 'PRIVATE') this.scope = scope;
  }

  replace({ maxAge, scope }: Parameters<CachePolicy['replace']>[0]): void {
    if (maxAge !== undefined) this.maxAge = maxAge;
    if (scope !== undefined) this.scope = scope;
  }

  policyIfCacheable(): ReturnType<CachePolicy['policyIfCacheable']> {
    if (this.maxAge === undefined || this.maxAge === 0) return null;
    return { maxAge: this.maxAge, scope: this.scope ?? 'PUBLIC' };
  }
}
