import pg from 'pg';

/** Connection that keeps what PostgreSQL reports unasked: whether it accepts writes, and the key that cancels statements. */
export class WatchedClient extends pg.Client {
  /** When it was created, by `performance.now()`. */
  readonly createdAt = performance.now();
  /** Key that cancels the statements of this connection. */
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

  /** Whether the server reported itself as a standby, or as read-only by default. False if it does not report either. */
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

/** Since PostgreSQL 14 both are reported; libpq's `target_session_attrs` is decided by them too. */
const readOnlySettings: ReadonlySet<string> = new Set(['in_hot_standby', 'default_transaction_read_only']);
