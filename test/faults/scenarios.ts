import type { Scenario } from './scenario.ts';
import { DYING_PROXY } from './scenarios/dying-proxy.ts';
import { FAILING_TABLE } from './scenarios/failing-table.ts';
import { FULL_DISK } from './scenarios/full-disk.ts';
import { KILL_NINE } from './scenarios/kill-nine.ts';
import { MUTED_ROBOTS } from './scenarios/muted-robots.ts';
import { FROZEN, STOPPED } from './scenarios/stops.ts';
import { TROUBLED_ROBOTS } from './scenarios/troubled-robots.ts';

/**
 * All of them, in the order of the page. Each list is run one after the other,
 * the lists beside each other: most of the time is waiting.
 */
export const SCENARIOS: readonly (readonly Scenario[])[] = [
  [KILL_NINE],
  [TROUBLED_ROBOTS, DYING_PROXY, FAILING_TABLE, STOPPED, FROZEN, FULL_DISK],
  [MUTED_ROBOTS],
];
