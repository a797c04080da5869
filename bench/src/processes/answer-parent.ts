import { isRecord } from './is-record.ts';

/** What a child process does for its parent, by the name of the question. */
export type Answers = Readonly<
  Record<string, (question: Readonly<Record<string, unknown>>) => Promise<object>>
>;

/**
 * Answers the parent's questions one at a time over the process's own channel. A question that fails is answered with
 * its error; when the parent is gone the process ends, so that nothing outlives a bench that was killed.
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
