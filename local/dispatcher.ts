import { reportDispatch } from '#functions/dispatch/report-dispatch.ts';
import type { Telemetry } from '#functions/edge/telemetry.ts';
import type { SecretStore } from '#shared/channels/secret-store.ts';
import type { Post } from '#shared/delivery/post.ts';
import { createRobotClocks } from '#shared/delivery/robot-clocks.ts';
import { dispatch } from '#shared/dispatching/dispatch.ts';
import type { DispatchPorts } from '#shared/dispatching/dispatch-ports.ts';
import { sweep } from '#shared/dispatching/sweep.ts';
import type { WakeUps } from '#shared/dispatching/wake-ups.ts';
import { readRuleBook } from '#shared/routing/read-rule-book.ts';
import { sweepWatchdogs } from '#shared/watchdogs/sweep-watchdogs.ts';

import { operatorLog } from './operator-log.ts';
import { type Periodic, startPeriodic } from './periodic.ts';
import type { Stores } from './stores.ts';
import { type StartTimer, TimerWakeUps } from './timer-wake-ups.ts';

/** What the dispatcher of one machine works with. */
export interface DispatcherDeps {
  readonly stores: Stores;
  readonly secrets: SecretStore;
  readonly post: Post;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly randomId: () => string;
  readonly startTimer: StartTimer;
  /** Where people reach the relay; messages then link to it. */
  readonly publicUrl?: string;
}

/** Sends what is due, by itself. */
export interface Dispatcher {
  readonly ports: DispatchPorts;
  /** For the receiver. Timers unite what comes while a lane is busy, so nothing has to be dropped here. */
  readonly wakeUps: WakeUps;
  /** Whether it still looks after its lanes. */
  isAlive(): boolean;
  /** Begins with what a former process left waiting. */
  start(): void;
  /** Starts nothing more and waits for the lanes under way. */
  close(): Promise<void>;
}

/** Wake-ups can only be lost here by a restart, so the sweep is there for that and for mistakes. */
const SWEEP_MS = 60_000;
/** What is overdue by less may have its wake-up on the way, ms. */
const SWEEP_SLACK_MS = 30_000;
/** Sweeps that may fail or hang in a row before the dispatcher counts as dead. */
const SWEEPS_MISSED = 3;

/** The dispatcher of one machine: timers wake the lanes, a sweep finds what timers forgot. */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { stores, telemetry, now, startTimer } = deps;
  const timers = new TimerWakeUps({
    now,
    startTimer,
    onWakeUp: (wakeUp) => dispatch(wakeUp, ports),
    onError: (error, lane) => telemetry.error('dispatch failed', error, { lane }),
  });
  const ports: DispatchPorts = {
    ...deps,
    ...stores,
    wakeUps: timers,
    clocks: createRobotClocks(),
    pushRules: readRuleBook(stores.pushSettings),
    channels: () => stores.channels.list(),
    channelsFresh: () => stores.channels.listFresh(),
    operator: operatorLog(telemetry),
    observe: reportDispatch(telemetry),
  };
  const { watchdogs, watches, silentAlerts } = stores;
  let sweeping: Periodic | undefined;
  let sweptAt = deps.monotonic();
  let slackMs = 0;
  let released = false;

  return {
    ports,
    wakeUps: timers,
    isAlive: () => deps.monotonic() - sweptAt < SWEEPS_MISSED * SWEEP_MS,
    start: () => {
      sweeping = startPeriodic({
        startTimer,
        firstAfterMs: 0,
        everyMs: SWEEP_MS,
        run: async () => {
          if (!released) await releaseLanes(ports);
          released = true;
          await sweep(ports, slackMs);
          slackMs = SWEEP_SLACK_MS;
          sweptAt = deps.monotonic();
          await sweepWatchdogs({ ...ports, watchdogs, watches, silentAlerts });
        },
        onError: (error) => telemetry.error('sweep failed', error),
      });
    },
    close: async () => {
      await sweeping?.stop();
      await timers.close();
    },
  };
}

/** Whoever held a lane before this process is dead, for the folder is ours alone: nobody has to wait for its lease to end. */
async function releaseLanes({ lanes, channels }: DispatchPorts): Promise<void> {
  const ids = new Set((await channels()).flatMap(({ robots }) => robots.map(({ webhookId }) => webhookId)));
  for (const id of ids) await lanes.expireLease(await lanes.get(id));
}
