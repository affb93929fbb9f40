import { createChance } from '../chance.ts';
import { conclude } from '../conclude.ts';
import { sleepWithWord } from '../say.ts';
import { LEVELS_OF, type Scenario } from '../scenario.ts';
import { Scene, type SceneGroup } from '../scene.ts';

const GROUPS: readonly SceneGroup[] = [
  { product: 'dingtalk', name: 'muteda' },
  { product: 'wecom', name: 'mutedb' },
  { product: 'dingtalk', name: 'shareda' },
  { product: 'wecom', name: 'sharedb' },
];
const MUTED = ['muteda', 'mutedb'] as const;
const SHARED = ['shareda', 'sharedb'] as const;
/** What someone else sent before the relay came, at once: the 21st is one too many for any robot. */
const FOREIGN = 21;
/** Others take so much of the limit of 20 that the sixth request of a minute is one too many. */
const FOREIGN_PER_MINUTE = 15;
const TRAFFIC_MS = 50_000;
/** DingTalk's penalty is ten minutes. */
const SETTLED_MS = 680_000;

/** Robots that somebody else has got muted, or is about to. */
export const MUTED_ROBOTS: Scenario = {
  name: 'muted',
  title: 'Robots that someone else uses',
  what:
    'Two robots are mute before the relay’s first request, since someone else sent 21 messages at once; two throttle at ' +
    'the relay’s 6th request of a minute, since someone else sends 15. A throttled answer can’t be avoided then; after it ' +
    'nothing may be sent until the penalty is over, 600 s on DingTalk and 60 s on WeCom.',
  isLong: true,
  async run({ size, seed, say }) {
    await using scene = await Scene.open(GROUPS);
    for (const name of MUTED) await muteByOthers(scene.webhookUrl(name));
    for (const name of SHARED) {
      scene.group(name).setFault({ kind: 'throttle-early', foreignPerMinute: FOREIGN_PER_MINUTE });
    }
    scene.traffic({
      prefix: 'mute',
      levels: LEVELS_OF[size],
      everyMs: [1_000, 4_000],
      stormEvery: 6,
      stormSize: [15, 40],
      chance: createChance(seed),
    });
    await sleepWithWord(TRAFFIC_MS, 'alerts come in', say);
    const once = { seenTwice: 0, dropped: 0 } as const;
    const muted = { ...once, foreign: FOREIGN, throttled: 1 } as const;
    // Each time the penalty is over the relay can't know how much others take; it halves its own limit until it fits.
    const shared = { ...once, throttled: 3 } as const;
    say('must wait for more than ten minutes');
    const rows = await conclude(
      scene,
      say,
      [
        { what: 'DingTalk, mute from the beginning', group: 'muteda', ...muted },
        { what: 'WeCom, mute from the beginning', group: 'mutedb', ...muted },
        { what: 'DingTalk, throttles early', group: 'shareda', ...shared },
        { what: 'WeCom, throttles early', group: 'sharedb', ...shared },
      ],
      SETTLED_MS,
    );

    return { rows, notes: [] };
  },
};

async function muteByOthers(webhookUrl: string): Promise<void> {
  const body = JSON.stringify({ msgtype: 'text', text: { content: 'from someone else' } });
  for (let nth = 0; nth < FOREIGN; nth++) {
    await fetch(webhookUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }
}
