import type { Sending } from './sending.ts';

/*
 * What counts as an echo of a secret, a token or key of the relay's configuration or of its senders:
 *
 * - in a log line, in what is said there of an error, in what operators are told: any secret, whoever wrote it;
 * - in what a robot is sent: any secret that no sender of the round wrote into a body or a query. What a sender wrote
 *   is its alert, which people are to read;
 * - in an answer, its headers too: any secret but one that this very request had in its body, its path or its query
 *   (not as its credential), and that only where the answer names by the sender's own word: the ids of its alerts,
 *   what is wrong with its fields, the name of its source.
 */

/** An answer as its sender sees it. */
export interface Shown {
  readonly headers: string;
  readonly text: string;
}

/** The names of the secrets an answer echoes. */
export function echoedIn(
  answer: Shown,
  sending: Sending,
  secretsIn: (text: string) => readonly string[],
): readonly string[] {
  const found = secretsIn(`${answer.headers}\n${answer.text}`);
  if (found.length === 0) return [];
  const own = secretsIn(wordsOf(sending));
  const elsewhere = secretsIn(`${answer.headers}\n${withoutNames(answer.text)}`);

  return found.filter((name) => !own.includes(name) || elsewhere.includes(name));
}

/** What a request says beside its credentials. */
function wordsOf({ path, body }: Sending): string {
  const [before = '', query = ''] = path.split('?');
  const said = [...new URLSearchParams(query)].filter(([name]) => name !== 'access_token' && name !== 'key');

  return [decoded(before), ...said.flat(), Buffer.from(body).toString()].join('\n');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An answer without what it names by its sender's own word. */
function withoutNames(text: string): string {
  try {
    const { errors: _errors, source: _source, alerts = [], ...rest } = JSON.parse(text);
    return JSON.stringify({ ...rest, alerts: alerts.map(({ id: _, ...alert }: { id: string }) => alert) });
  } catch {
    return text;
  }
}
