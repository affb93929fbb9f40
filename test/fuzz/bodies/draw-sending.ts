import { Random } from '#test/simulation/random.ts';
import { DOORS } from './doors.ts';
import { drawHeaders } from './draw-headers.ts';
import type { Door, Sending, World } from './sending.ts';

const WEIGHTS = DOORS.reduce((sum, { weight }) => sum + weight, 0);
/** Of the requests over HTTP. */
const THROUGH_LAMBDA = 0.15;

/** The nth thing that is sent by a seed: the same whatever was sent before it. */
export function drawSending(seed: number, index: number, world: World): Sending {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const door = chooseDoor(random);
  const headers = drawHeaders(random);
  const via = random.chance(THROUGH_LAMBDA) ? 'lambda' : 'http';

  return { index, door: door.name, headers, via, ...door.draw(random, world) };
}

function chooseDoor(random: Random): Door {
  let left = random.between(1, WEIGHTS);
  const chosen = DOORS.find(({ weight }) => {
    left -= weight;
    return left <= 0;
  });
  if (chosen === undefined) throw new Error('no door was chosen');
  return chosen;
}
