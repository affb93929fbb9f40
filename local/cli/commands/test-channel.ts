import * as z from 'zod/mini';
import { readAnswer } from '../read-answer.ts';
import { pathOf } from '../relay.ts';
import type { Session } from '../session.ts';
import { showFacts } from '../show/facts.ts';

const VERDICT = z.object({
  outcome: z.string(),
  reason: z.string(),
  errcode: z.nullable(z.number()),
  errmsg: z.string(),
  advice: z.string(),
});

/** Sends a test message, shows the verdict, and answers its outcome. */
export async function testChannel(name: string, robot: string | undefined, session: Session): Promise<string> {
  const path = `/v1/channels${pathOf(name)}/test`;
  const answer = await session.relay({ method: 'POST', path, query: { robot } });
  const { outcome, reason, errcode, errmsg, advice } = readAnswer(VERDICT, answer);
  session.answer(answer, () =>
    showFacts([
      ['outcome', outcome],
      ['reason', reason],
      ['robot said', [errcode === null ? '' : String(errcode), errmsg].filter((part) => part !== '').join(' ')],
      ['which means', advice],
    ]),
  );

  return outcome;
}
