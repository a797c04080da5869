import { useMutation } from '@apollo/client/react';
import { useRef, useState } from 'react';
import {
  CancelOrderDocument,
  DeliverOrderDocument,
  type OrderAction,
  PayOrderDocument,
  ShipOrderDocument,
} from '../../../src/index.ts';
import { Notice } from '../ui/notice.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { type ChangeOutcome, readChange } from './change-outcome.ts';

interface OrderActionsProps {
  readonly id: string;
  /** Changes that the graph allows this viewer now. */
  readonly actions: readonly OrderAction[];
}

const labels: Readonly<Record<OrderAction, string>> = {
  PAY: 'Mark as paid',
  SHIP: 'Ship it',
  DELIVER: 'Mark as delivered',
  CANCEL: 'Cancel order',
};

/** Buttons that change an order's status, and the outcome of the last change. */
export function OrderActions({ id, actions }: OrderActionsProps) {
  const { run, running, outcome } = useChange(id);
  const [asking, setAsking] = useState(false);
  return (
    <div className="actions">
      {actions.length > 0 && (
        <div className="buttons">
          {actions.map((action, index) => (
            <button
              key={action}
              type="button"
              className={index === 0 ? 'primary' : 'quiet'}
              aria-disabled={running !== undefined}
              onClick={() => (action === 'CANCEL' ? setAsking(true) : void run(action))}
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
            if (isSure) void run('CANCEL');
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
    PAY: useMutation(PayOrderDocument, options)[0],
    SHIP: useMutation(ShipOrderDocument, options)[0],
    DELIVER: useMutation(DeliverOrderDocument, options)[0],
    CANCEL: useMutation(CancelOrderDocument, options)[0],
  };
  const busy = useRef(false);
  const [running, setRunning] = useState<OrderAction>();
  const [outcome, setOutcome] = useState<ChangeOutcome>();
  const run = async (action: OrderAction): Promise<void> => {
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
