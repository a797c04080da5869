/** Task for the process inside a Pod's network namespace. */
export type AgentTask =
  | { readonly kind: 'listen'; readonly port: number }
  | { readonly kind: 'connect'; readonly address: string; readonly port: number }
  | { readonly kind: 'fetch'; readonly url: string; readonly init: RequestInit };

export interface AgentRequest {
  readonly id: number;
  readonly task: AgentTask;
}

/** Result of a task, or the code of its error. */
export interface AgentAnswer {
  readonly id: number;
  readonly result: unknown;
}
