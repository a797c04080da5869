import { isRecord } from './is-record.ts';

/** Handlers of a child process by question name. */
export type Answers = Readonly<
  Record<string, (question: Readonly<Record<string, unknown>>) => Promise<object>>
>;

/**
 * Answers the parent's questions one at a time over the IPC channel. A failed question is answered with its error. When
 * the parent is gone the process ends, so that nothing outlives a killed bench.
 */
export function answerParent(answers: Answers): void {
  process.once('disconnect', () => process.exit());
  process.on('message', async (question: unknown) => {
    try {
      if (!isRecord(question)) throw new Error(`A question must be an object; received ${typeof question}`);
      const answer = answers[String(question.ask)];
      if (!answer) throw new Error(`No answer to the question ${String(question.ask)}`);
      process.send?.({ answer: await answer(question) });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
}
