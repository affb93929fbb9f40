import type { FaultsNow } from '#local/sandbox/fault-board.ts';
import { Group } from '#local/sandbox/group.ts';
import type { GroupSpec } from '#local/sandbox/group-spec.ts';
import type { PostRequest, PostResult } from '#shared/delivery/post.ts';

/** Nothing is wrong with the robots: what they refuse is our mistake. */
const WELL: FaultsNow = {
  has: () => false,
  latencyMs: 0,
  clockOffsetMs: 0,
  foreignPerMinute: 0,
  condition: 'well',
};

/** Groups whose robots refuse what the real ones refuse, in virtual time. */
export class StrictRobots {
  readonly #groups: ReadonlyMap<string, Group>;
  /** What they refused, in words. */
  readonly refusals: string[] = [];

  constructor(specs: readonly GroupSpec[], nowMs: number) {
    this.#groups = new Map(specs.map((spec) => [spec.token, new Group(spec, nowMs)]));
  }

  /** A robot's answer to a request. */
  answer({ url, body, headers }: PostRequest, nowMs: number): PostResult {
    const query = Object.fromEntries(new URL(url).searchParams);
    const group = this.#groups.get(query['access_token'] ?? query['key'] ?? '');
    if (group === undefined) return this.#refuse('a robot that nobody set up', 300_005, 'token is not exist');

    const bytes = Buffer.from(body);
    const contentType = headers['content-type'] ?? headers['Content-Type'] ?? '';
    const call = { method: 'POST', query, contentType, body: bytes, bodyBytes: bytes.length, clientIp: '192.0.2.1' };
    const verdict = group.judge(call, group.arrived(nowMs), WELL, nowMs);
    group.left();
    if (verdict.kind !== 'refused') return answered(0, 'ok');

    return this.#refuse(
      `${group.settings.name}: ${verdict.why}: ${body.slice(0, 400)}`,
      verdict.errcode,
      verdict.errmsg,
    );
  }

  #refuse(words: string, errcode: number, errmsg: string): PostResult {
    this.refusals.push(words);
    return answered(errcode, errmsg);
  }
}

function answered(errcode: number, errmsg: string): PostResult {
  return { kind: 'answer', status: 200, body: JSON.stringify({ errcode, errmsg }) };
}
