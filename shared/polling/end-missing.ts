import { type Alarm, isActive, type Ocp, OcpError } from './ocp.ts';
import type { Turns } from './turns.ts';

/** What ending needs. */
export interface EndingPorts {
  readonly ocp: Pick<Ocp, 'alarm'>;
  readonly turns: Turns;
  /** Gives alarms to the relay, and returns when they are stored. */
  readonly tell: (alarms: readonly Alarm[]) => Promise<void>;
  readonly pause: () => Promise<void>;
}

/** What became of the missing ones. */
export interface Ended {
  readonly over: readonly string[];
  /** OCP tells nothing of them. */
  readonly unknown: readonly string[];
  /** Not asked for. */
  readonly left: number;
  readonly problems: readonly string[];
}

/** Alarms asked for one by one in a round: an OCP that comes back after a storm must not be asked a thousand times at once. */
const MAX_ASKED = 200;

/** Told at once: as many as a page has, so that ends need no more room in a request than what fires. */
const MAX_TOLD = 100;

/** So many errors in a row are OCP's, not those alarms'. */
const MAX_IN_A_ROW = 5;

/** Problems told one by one. */
const MAX_NAMED = 5;

/** The list may have changed in ways its count does not show: only OCP's own word ends an alarm. */
export async function endMissing(missing: readonly string[], ports: EndingPorts): Promise<Ended> {
  const over: Alarm[] = [];
  const unknown: string[] = [];
  const errors: string[] = [];
  let [asked, inARow] = [0, 0];
  for (const id of ports.turns.order(missing).slice(0, MAX_ASKED)) {
    const alarm = await alarmOrError(id, ports);
    asked += 1;
    if (alarm instanceof OcpError) errors.push(`alarm ${id}: ${alarm.message}`);
    else if (alarm === undefined) unknown.push(id);
    else if (!isActive(alarm)) over.push(alarm);

    inARow = alarm instanceof OcpError ? inARow + 1 : 0;
    if (inARow === MAX_IN_A_ROW || (alarm instanceof OcpError && alarm.status === 401)) break;
  }
  for (let told = 0; told < over.length; told += MAX_TOLD) await ports.tell(over.slice(told, told + MAX_TOLD));

  return { over: over.map(({ id }) => String(id)), unknown, left: missing.length - asked, problems: named(errors) };
}

async function alarmOrError(id: string, { ocp, turns, pause }: EndingPorts): Promise<Alarm | OcpError | undefined> {
  await pause();
  turns.had(id);
  try {
    return await ocp.alarm(id);
  } catch (error) {
    if (error instanceof OcpError) return error;
    throw error;
  }
}

function named(errors: readonly string[]): readonly string[] {
  const more = errors.length - MAX_NAMED;
  return more > 0 ? [...errors.slice(0, MAX_NAMED), `${more} more alarms could not be asked for`] : errors;
}
