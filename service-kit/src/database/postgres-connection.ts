import pg from 'pg';

/** URL of a database, or a function that returns the current one: each new connection then uses the current password. */
export type DatabaseUrl = string | (() => string);

/** Returns the current URL of a database. */
export function currentUrl(url: DatabaseUrl): string {
  return typeof url === 'string' ? url : url();
}

/** Connection that keeps what PostgreSQL reports unasked: whether it accepts writes, and the key that cancels statements. */
export class PostgresConnection extends pg.Client {
  readonly createdAt = performance.now();
  backendKey: BackendKey | undefined;
  readonly #readOnlyBecause = new Set<string>();

  constructor(config?: pg.ClientConfig) {
    super(config);
    this.connection.once('backendKeyData', (key: BackendKey) => {
      this.backendKey = key;
    });
    this.connection.on('parameterStatus', ({ parameterName, parameterValue }: ParameterStatus) => {
      if (!readOnlySettings.has(parameterName)) return;
      if (parameterValue === 'on') this.#readOnlyBecause.add(parameterName);
      else this.#readOnlyBecause.delete(parameterName);
    });
  }

  /** True if the server reported itself as a standby, or as read-only by default. False if it reports neither. */
  get isReadOnly(): boolean {
    return this.#readOnlyBecause.size > 0;
  }
}

/** PostgreSQL's BackendKeyData message, as pg names its parts. */
interface BackendKey {
  readonly processID: number;
  readonly secretKey: number;
}

/** PostgreSQL's ParameterStatus message, as pg names its parts. */
interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/** PostgreSQL 14 and newer report both. libpq's `target_session_attrs` uses them too. */
const readOnlySettings: ReadonlySet<string> = new Set(['in_hot_standby', 'default_transaction_read_only']);
