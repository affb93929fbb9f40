import type { Post, PostResult } from '#shared/delivery/post.ts';
import type { Judge } from './judge.ts';
import type { SimulatedProcess, Surroundings } from './simulated-process.ts';
import type { VirtualRobot } from './virtual-robot.ts';
import type { Witness } from './witness.ts';

/** A connection that is refused or does not come about. */
const REFUSED: PostResult = { kind: 'unreachable', reason: 'refused', detail: 'connection refused' };
const NO_CONNECTION: PostResult = { kind: 'unreachable', reason: 'timeout', detail: 'no connection' };
const LOST: PostResult = { kind: 'unknown', detail: 'connection reset' };
const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer in time' };
/** Written by something in front of the robot, which never saw the request. */
const GARBAGE: PostResult = { kind: 'answer', status: 502, body: '<html><body>Bad Gateway</body></html>' };
/** The robot's own words, broken off. */
const BROKEN: PostResult = { kind: 'answer', status: 200, body: '{"errcode":' };

/** The way from a process to the robots, with all that can go wrong on it. */
export function createNetwork(robots: ReadonlyMap<string, VirtualRobot>, world: Surroundings, judge: Judge) {
  return (process: SimulatedProcess, witness: Witness): Post =>
    (request) =>
      new Promise<PostResult>((resolve) => {
        const robot = robots.get(new URL(request.url).search.split('&')[0] ?? '');
        if (robot === undefined) throw new Error('a request went to a robot nobody has');
        const { time } = world;
        const { messageId, tells } = witness.messageAt(robot.spec.id);
        const begunAtMs = time.nowMs;
        const answer = (atMs: number, result: PostResult) => {
          if (result.kind === 'unknown' || result === BROKEN) judge.answerLost(messageId);
          time.at(atMs, () => process.deliver(() => resolve(result)));
        };

        const isFrozen = process.suffers(world.trouble().frozenSockets);
        if (isFrozen) process.pause(process.drawMs(1_000, 90_000));
        process.deliver(() => {
          const sentAtMs = time.nowMs;
          const closesAtMs = sentAtMs + request.totalTimeoutMs;
          const fate = drawFate(process, world);
          if (fate === 'refused') return answer(sentAtMs + process.drawMs(1, 30), REFUSED);
          if (fate === 'no-connection') return answer(sentAtMs + request.connectTimeoutMs, NO_CONNECTION);
          if (fate === 'garbage') return answer(sentAtMs + process.drawMs(5, 300), GARBAGE);
          if (fate === 'lost-before') return answer(sentAtMs + process.drawMs(5, 5_000), LOST);

          const isSlow = fate === 'slow';
          const arrivesAtMs = sentAtMs + (isSlow ? process.drawMs(10, 3_000) : process.drawMs(2, 60));
          const answeredAtMs = arrivesAtMs + (isSlow ? process.drawMs(300, 9_000) : process.drawMs(5, 250));
          const isAnswered = fate !== 'hangs' && fate !== 'lost-after' && answeredAtMs < closesAtMs;
          const brokenAtMs = fate === 'lost-after' ? Math.min(answeredAtMs, closesAtMs) : closesAtMs;
          const endsAtMs = isAnswered ? answeredAtMs : brokenAtMs;
          time.at(arrivesAtMs, () => {
            const body = robot.receive({
              messageId,
              tells,
              body: request.body,
              from: process,
              isFrozen: isFrozen || time.nowMs - begunAtMs > request.totalTimeoutMs,
              endsAtMs,
            });
            if (fate === 'broken') return answer(endsAtMs, BROKEN);
            answer(endsAtMs, isAnswered ? { kind: 'answer', status: 200, body } : fate === 'hangs' ? NO_ANSWER : LOST);
          });
        });
      });
}

type Fate =
  | 'refused'
  | 'no-connection'
  | 'garbage'
  | 'broken'
  | 'lost-before'
  | 'lost-after'
  | 'hangs'
  | 'slow'
  | 'arrives';

function drawFate(process: SimulatedProcess, world: Surroundings): Fate {
  const { refused, garbage, lostBefore, lostAfter, hangs, slow } = world.trouble().network;
  if (process.suffers(refused)) return process.suffers(0.7) ? 'refused' : 'no-connection';
  if (process.suffers(garbage)) return process.suffers(0.6) ? 'garbage' : 'broken';
  if (process.suffers(lostBefore)) return 'lost-before';
  if (process.suffers(lostAfter)) return 'lost-after';
  if (process.suffers(hangs)) return 'hangs';
  return process.suffers(slow) ? 'slow' : 'arrives';
}
