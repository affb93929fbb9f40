import { nothingSent, sendStorm } from '../storm/send-storm.ts';
import { type Arena, type Contender, namedAtMs, now } from './contender.ts';

/** What a script does that posts each alert to the robot as it comes, and takes HTTP 200 for success. */
export async function preparePosts({ group, webhookUrl }: Arena): Promise<Contender> {
  let said = 0;
  const post = async (id: string, body: string) => {
    const content = `### ${id}\n${body}`;
    const response = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ msgtype: 'markdown', markdown: { title: id, text: content } }),
    });
    await response.text();
    if (response.status === 200) said += 1;
  };

  return {
    play: async ({ alerts }) => {
      await sendStorm(alerts, nothingSent(), {
        now,
        post: async ({ id, body }) => {
          // A request that breaks is one it does not count.
          await post(id, body).catch(() => undefined);
          return { kind: 'accepted', alerts: [] };
        },
      });
    },
    said: () => said,
    shownAtMs: async () => namedAtMs(group),
    stop: async () => undefined,
  };
}
