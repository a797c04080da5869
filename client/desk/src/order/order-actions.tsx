import { useMutation } from '@apollo/client/react';
import { useRef, useState } from 'react';
import {
  CancelOrderDocument,
  DeliverOrderDocument,
  type OrderStatus,
  PayOrderDocument,
  ShipOrderDocument,
} from '../../../src/index.ts';
import { Notice } from '../ui/notice.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { type ChangeOutcome, readChange } from './change-outcome.ts';

interface OrderActionsProps {
  readonly id: string;
  readonly status: OrderStatus;
}

/** Changes that can follow a status. The graph decides whether this viewer may make them. */
const next: Readonly<Record<OrderStatus, readonly Action[]>> = {
  PLACED: ['pay', 'cancel'],
  PAID: ['ship', 'cancel'],
  SHIPPED: ['deliver'],
  DELIVERED: [],
  CANCELLED: [],
};

type Action = 'pay' | 'ship' | 'deliver' | 'cancel';

const labels: Readonly<Record<Action, string>> = {
  pay: 'Mark as paid',
  ship: 'Ship it',
  deliver: 'Mark as delivered',
  cancel: 'Cancel order',
};

const documents = {
  pay: PayOrderDocument,
  ship: ShipOrderDocument,
  deliver: DeliverOrderDocument,
  cancel: CancelOrderDocument,
};

/** Buttons that change an order's status, and the outcome of the last change. */
export function OrderActions({ id, status }: OrderActionsProps) {
  const { run, running, outcome } = useChange(id);
  const [asking, setAsking] = useState(false);
  return (
    <div className="actions">
      {next[status].length > 0 && (
        <div className="buttons">
          {next[status].map((action, index) => (
            <button
              key={action}
              type="button"
              className={index === 0 ? 'primary' : 'quiet'}
              aria-disabled={running !== undefined}
              onClick={() => (action === 'cancel' ? setAsking(true) : void run(action))}
            >
              {running === action ? 'One moment …' : labels[action]}
            </button>
          ))}
        </div>
      )}
      {outcome !== undefined && <Notice kind={outcome.kind}>{outcome.sentence}</Notice>}
      {asking && (
        <CancelDialog
          onAnswer={(isSure) => {
            setAsking(false);
            if (isSure) void run('cancel');
          }}
        />
      )}
    </div>
  );
}

/** Runs one change at a time: a click while a change is in flight does nothing. */
function useChange(id: string) {
  const options = { errorPolicy: 'all' } as const;
  const mutations = {
    pay: useMutation(documents.pay, options)[0],
    ship: useMutation(documents.ship, options)[0],
    deliver: useMutation(documents.deliver, options)[0],
    cancel: useMutation(documents.cancel, options)[0],
  };
  const busy = useRef(false);
  const [running, setRunning] = useState<Action>();
  const [outcome, setOutcome] = useState<ChangeOutcome>();
  const run = async (action: Action): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setRunning(action);
    setOutcome(undefined);
    const { data, error } = await mutations[action]({ variables: { id } });
    setOutcome(readChange(data?.change, error));
    setRunning(undefined);
    busy.current = false;
  };
  return { run, running, outcome };
}
