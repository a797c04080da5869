/** Whether a customer may order. */
export type CustomerStatus = 'ACTIVE' | 'DEACTIVATED';

/** A user, as this service knows them. */
export interface Customer {
  readonly id: string;
}
