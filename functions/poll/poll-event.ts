import * as z from 'zod/mini';
import { OCP_CREDENTIALS_FOLDER } from '#shared/config/named-secret-folders.ts';
import type { OcpPoller } from '#shared/polling/ocp-poller.ts';

const TEXT = z.string().check(z.minLength(1));
const WHOLE = z.number().check(z.int(), z.minimum(1));

/** What a rule of the stack sends: an entry of the file, whole. */
const EVENT = z.object({
  poll: z.object({
    source: TEXT,
    url: TEXT,
    credentials: z.object({
      kind: z.literal('secret'),
      name: z.string().check(z.startsWith(OCP_CREDENTIALS_FOLDER)),
    }),
    everySeconds: WHOLE,
    knownSinceDays: WHOLE,
    channels: z.optional(z.array(TEXT).check(z.minLength(1))),
  }),
});

/** Something else than a rule of the stack called. It names fields and quotes nothing of them. */
export class PollEventError extends Error {
  override name = 'PollEventError' as const;

  constructor(fields: readonly string[]) {
    const unfit = fields.join(', ');
    super(`the event is not {"poll":{…}} as the rules of the stack send it; missing or not what it must be: ${unfit}`);
  }
}

/** The OCP that an event asks to be polled; throws when it is anything else. */
export function parsePollEvent(event: unknown): OcpPoller {
  const parsed = EVENT.safeParse(event);
  if (!parsed.success) {
    throw new PollEventError([...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'the event itself'))]);
  }

  const { channels, ...poller } = parsed.data.poll;
  return { ...poller, ...(channels === undefined ? {} : { channels }) };
}
