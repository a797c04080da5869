import { mayRetry, type Problem, serviceName } from '../graph/problems.ts';
import { Notice } from './notice.tsx';

interface MissingNoticeProps {
  readonly problems: readonly Problem[];
  readonly onRetry: () => void;
}

/** Notice of the parts of a page that are missing, and why. */
export function MissingNotice({ problems, onRetry }: MissingNoticeProps) {
  if (problems.length === 0) return null;
  return (
    <Notice kind="partial" onRetry={mayRetry(problems) ? onRetry : undefined}>
      {reasonOf(problems)}, so {listOf(missingParts(problems))} missing. The rest of this page is complete.
    </Notice>
  );
}

function reasonOf(problems: readonly Problem[]): string {
  if (problems.every(({ code }) => /^(FORBIDDEN|UNAUTHORIZED)/.test(code)))
    return 'You may not see all of this';
  const services = [...new Set(problems.flatMap(({ service }) => service ?? []))];
  const [only] = services;
  return services.length === 1
    ? `${serviceName(only)} does not answer right now`
    : 'Some services do not answer right now';
}

/** Returns, for each problem, the outermost field that has a display name. */
function missingParts(problems: readonly Problem[]): readonly string[] {
  const known = problems.map(({ fields }) => fields.map((field) => parts[field]).find(Boolean));
  return [...new Set(known.map((part) => part ?? 'some details'))];
}

const parts: Readonly<Record<string, string>> = {
  customer: 'customers with their tiers',
  tier: 'tiers',
  orderStats: 'the customer’s figures',
  history: 'who moved the order',
  me: 'your name',
};

function listOf(words: readonly string[]): string {
  const [last] = words.slice(-1);
  const text = words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${last}` : `${last}`;
  return `${text} ${words.length > 1 || text.endsWith('s') ? 'are' : 'is'}`;
}
