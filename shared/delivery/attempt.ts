import type { Channel, ChannelRobot } from '../channels/channel.ts';
import type { RobotSecret } from '../channels/secret-store.ts';
import type { MessageDraft } from '../rendering/message.ts';
import type { Robot } from '../robots/robot.ts';
import type { Outcome } from './outcome.ts';
import type { Post, PostResult } from './post.ts';
import { secretValues } from './redact.ts';
import { checkResponse } from './response-check.ts';
import { describeSkew, isNotableSkew, measureSkew, type RobotClocks } from './robot-clocks.ts';

/** Until a connection stands, and until the answer is complete, ms. OCP's own default is the second. */
export const CONNECT_TIMEOUT_MS = 5_000;
export const TOTAL_TIMEOUT_MS = 10_000;

/** One message for one robot. */
export interface Attempt {
  readonly draft: MessageDraft;
  readonly messageId: string;
  readonly channel: Channel;
  readonly channelRobot: ChannelRobot;
  readonly secret: RobotSecret;
}

export interface AttemptPorts {
  readonly post: Post;
  readonly clocks: RobotClocks;
  now(): number;
}

/** What came of it. */
export interface Attempted {
  readonly outcome: Outcome;
  readonly latencyMs: number;
  readonly answeredAtMs: number;
  /** How far our clock is ahead of the robot's, ms (negative: behind), when its answer told the time. */
  readonly skewMs?: number;
}

/** sign → post → verify: sends one message once and says what its answer means. Throws nothing. */
export async function attempt(robot: Robot, wanted: Attempt, ports: AttemptPorts): Promise<Attempted> {
  const startedMs = ports.now();
  const lane = wanted.channelRobot.webhookId;
  const request = robot.request(wanted.draft, {
    secret: wanted.secret,
    keywords: wanted.channelRobot.keywords,
    messageId: wanted.messageId,
    nowMs: ports.clocks.robotTime(lane, startedMs),
  });
  const proxy = proxyUrl(wanted.channel, wanted.secret);
  const result = await ports.post({
    ...request,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    totalTimeoutMs: TOTAL_TIMEOUT_MS,
    ...(proxy === undefined ? {} : { proxy }),
  });
  const answeredAtMs = ports.now();
  const timed = { outcome: verify(robot, result, wanted), latencyMs: answeredAtMs - startedMs, answeredAtMs };
  const serverTimeMs = result.kind === 'answer' ? result.serverTimeMs : undefined;
  if (serverTimeMs === undefined) return timed;

  if (isClockRefusal(timed.outcome)) ports.clocks.learn(lane, serverTimeMs, answeredAtMs);
  const skewMs = measureSkew(serverTimeMs, startedMs, answeredAtMs);
  return { ...timed, outcome: withSkew(timed.outcome, skewMs), skewMs };
}

type Rejected = Extract<Outcome, { kind: 'rejected' }>;

function isClockRefusal(outcome: Outcome): outcome is Rejected {
  return outcome.kind === 'rejected' && outcome.reason === 'clock';
}

/** Says of a refused time how wrong ours is, so that nobody has to look for it. */
function withSkew(outcome: Outcome, skewMs: number): Outcome {
  if (!isClockRefusal(outcome) || !isNotableSkew(skewMs)) return outcome;

  const words = [outcome.errmsg ?? '', describeSkew(skewMs)].filter((text) => text !== '');
  return { ...outcome, skewMs, errmsg: words.join('; ') };
}

/** The built-in check first; the channel's own can only turn a success into a refusal. */
function verify(robot: Robot, result: PostResult, { channel, secret, draft }: Attempt): Outcome {
  // The client's own words name hosts and proxies, never URLs: they say what to mend and stay as they are.
  if (result.kind === 'unreachable') return { kind: 'unreachable', reason: result.reason, errmsg: result.detail };
  if (result.kind === 'unknown') return { kind: 'unknown', reason: 'no-answer', errmsg: result.detail };

  // A server may repeat what it was sent, in whatever shape.
  const outcome = ofMessage(robot.interpret(result, secretValues(secret)), draft);
  if (outcome.kind !== 'delivered') return outcome;
  const check = checkResponse(channel.responseCheck, result);

  return check.kind === 'pass'
    ? outcome
    : { ...outcome, kind: 'rejected', reason: 'response-check', errmsg: check.reason };
}

/**
 * A security check that looks at words may dislike how somebody else put them, in a field it does not read, say. That is
 * no word on the robot: what it says of the same alert in our own words is.
 */
function ofMessage(outcome: Outcome, { body }: MessageDraft): Outcome {
  const isOfWords = outcome.kind === 'misconfigured' && ['keyword', 'security'].includes(outcome.reason);
  return isOfWords && body !== undefined ? { ...outcome, kind: 'rejected', reason: 'content-filter' } : outcome;
}

/** `http://user:password@host:port`, for the adapter's eyes only. */
function proxyUrl(channel: Channel, secret: RobotSecret): string | undefined {
  if (channel.proxy === undefined || secret.proxyAuth === undefined) return channel.proxy;
  return channel.proxy.replace('://', `://${secret.proxyAuth}@`);
}
