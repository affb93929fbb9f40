import { signature } from '#shared/robots/dingtalk/sign.ts';
import type { Random } from '#test/simulation/random.ts';
import { drawBody } from './draw-body.ts';
import { MESSAGES } from './samples.ts';
import { SECRETS } from './secrets.ts';
import type { Door, World } from './sending.ts';

/** What may stand behind the token. */
const MORE = ['', '', '', '&x=1', '&timestamp=1&sign=x', '&%', '&source=prod', '&channel=team-w', '#x'] as const;

const DINGTALK: Door = {
  ...{ name: '/robot/send', route: 'sendDingtalk', weight: 10 },
  draw: (random, world) => ({
    path: `/robot/send?access_token=${tokenOr(random, world.tokens.dingtalk)}${random.pick(MORE)}`,
    body: messageBody(random, world, 'dingtalk'),
  }),
};

const SIGNED: Door = {
  ...{ name: '/robot/send, signed', route: 'sendDingtalk', weight: 4 },
  draw: (random, world) => ({
    path: `/robot/send?access_token=${world.tokens.signed}${drawSignature(random, world)}`,
    body: messageBody(random, world, 'dingtalk'),
  }),
};

const WECOM: Door = {
  ...{ name: '/cgi-bin/webhook/send', route: 'sendWecom', weight: 10 },
  draw: (random, world) => ({
    path: `/cgi-bin/webhook/send?key=${tokenOr(random, world.tokens.wecom)}${random.pick(MORE)}`,
    body: messageBody(random, world, 'wecom'),
  }),
};

const UPLOAD: Door = {
  ...{ name: 'upload_media', route: 'uploadToWecom', weight: 1 },
  draw: (random, world) => ({
    path: `/cgi-bin/webhook/upload_media?key=${tokenOr(random, world.tokens.wecom)}&type=file`,
    body: messageBody(random, world, 'wecom'),
  }),
};

/** The wire of the chat products' own robots. */
export const ROBOT_DOORS: readonly Door[] = [DINGTALK, SIGNED, WECOM, UPLOAD];

/** Now and then another one: of nobody, of the API, of a robot. */
function tokenOr(random: Random, token: string): string {
  if (random.chance(0.96)) return token;
  return random.pick(['', '%', 'fake-token-that-nobody-has', SECRETS.ingest, SECRETS.dingtalkToken]);
}

function drawSignature(random: Random, { nowMs }: World): string {
  if (random.chance(0.05)) return '';
  const atMs = random.chance(0.05) ? nowMs - 7_200_000 : nowMs;
  return `&timestamp=${atMs}&sign=${encodeURIComponent(signature(atMs, SECRETS.tokenKey))}`;
}

function messageBody(random: Random, { secrets }: World, product: keyof typeof MESSAGES): Uint8Array {
  const other = product === 'dingtalk' ? 'wecom' : 'dingtalk';
  return drawBody(random, { samples: MESSAGES[random.chance(0.05) ? other : product], secrets, strict: true });
}
