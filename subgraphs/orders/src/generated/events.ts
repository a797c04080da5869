// Made by `npm run codegen` from schema/events. Do not edit.

/** Data of the events of users, by type. */
export interface UsersEvents {
  /** A user was registered. */
  readonly 'users.user-registered.v1': UsersUser;
  /** Name, email address or another detail of a user changed. */
  readonly 'users.user-updated.v1': UsersUser;
  /** A user was deactivated. */
  readonly 'users.user-deactivated.v1': UsersUser;
  /** Current state of a user. It did not change: a projection of another service is being rebuilt. */
  readonly 'users.user-restated.v1': UsersUser;
}

/** State of a user after a change, without personal data. The subject of its events is the id of the user. */
export interface UsersUser {
  /** Status after the change. */
  readonly status: 'ACTIVE' | 'DEACTIVATED';
}
