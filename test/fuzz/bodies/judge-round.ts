import { OWN_SOURCE } from '#shared/notices/own-source.ts';
import type { Stage } from './stage.ts';
import type { Tally } from './tally.ts';

/** What senders were told is accepted of an alert in a channel. */
export interface Owed {
  receipts: number;
  readonly door: string;
  /** The bodies it came in. */
  readonly indexes: number[];
}

/** By `owedKey`. */
export type Debts = Map<string, Owed>;

/** Names an alert in a channel, as answers and the ledger do. */
export function owedKey(channel: string, id: string): string {
  return JSON.stringify([channel, id]);
}

interface LedgerRow {
  readonly id: string;
  readonly source: string;
  readonly channel: string;
  readonly state: string;
  readonly reason: string;
  readonly occurrences: number;
}

/** When all is told: what was accepted is in the ledger, ended, and counted; nobody learned a secret; nothing failed. */
export async function judgeRound(stage: Stage, debts: Debts, range: string, tally: Tally): Promise<void> {
  await judgeLedger(await ledgerOf(stage), debts, tally);
  const { relay, telemetry } = stage.api;
  for (const { message, cause } of telemetry.lines.filter(({ level }) => level === 'error')) {
    tally.find(`bodies ${range}: logged as an error: ${message}: ${String(cause)}`);
  }
  for (const failure of relay.failures) tally.find(`bodies ${range}: failed: ${String(failure)}`);
  for (const refusal of stage.robots.refusals) tally.find(`bodies ${range}: a robot refused a message: ${refusal}`);
  for (const line of [...stage.log(), ...relay.told.map((event) => JSON.stringify(event))]) {
    for (const name of stage.secretsIn(line))
      tally.find(`bodies ${range}: ${name} is in the log: ${line.slice(0, 500)}`);
  }
  for (const { body } of relay.seen) {
    const leaked = stage.secretsIn(body).filter((name) => !stage.written.has(name));
    for (const name of leaked) tally.find(`bodies ${range}: ${name} was sent to a robot, and nobody wrote it`);
  }
  tally.messages += relay.seen.length;
}

async function ledgerOf({ api }: Stage): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, text, json } = await api.call('GET', `/v1/alerts?limit=1000${more}`);
    if (status !== 200) throw new Error(`the ledger can't be read: ${text}`);
    rows.push(...json.items);
    cursor = json.cursor;
  } while (cursor !== null);

  return rows;
}

function judgeLedger(rows: readonly LedgerRow[], debts: Debts, tally: Tally): void {
  const counted = new Map<string, number>();
  for (const row of rows) {
    const key = owedKey(row.channel, row.id);
    const owed = debts.get(key);
    const from = owed?.indexes[0];
    if (row.state !== 'delivered' && !(row.state === 'suppressed' && row.reason !== '')) {
      tally.find(`${row.id} of ${row.source} in ${row.channel} ended as ${row.state} (${row.reason})`, from);
    }
    if (row.source === OWN_SOURCE) continue;
    counted.set(key, (counted.get(key) ?? 0) + row.occurrences);
    if (owed === undefined)
      tally.find(`${row.id} of ${row.source} in ${row.channel} is in the ledger, and nobody was told`);
    else tally.row(owed.door)[row.state === 'suppressed' ? 'suppressed' : 'delivered'] += 1;
  }
  for (const [key, { receipts, indexes }] of debts) {
    const stored = counted.get(key) ?? 0;
    if (stored === receipts) continue;
    const bodies = indexes.slice(0, 10).join(', ');
    tally.find(`${key} was accepted ${receipts} times (bodies ${bodies}), and the ledger counts ${stored}`, indexes[0]);
  }
}
