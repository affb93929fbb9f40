import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { LAYOUT } from '#shared/layout/layout.ts';
import { createLayoutGate, type LayoutStore } from '#shared/layout/layout-gate.ts';
import { needNumber, numeric, text } from './attribute-values.ts';
import { type Table, tryUpdate } from './conditional.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

const KEY = { [TABLE_SCHEMA.partitionKey]: text('K'), [TABLE_SCHEMA.sortKey]: text('layout') };

/** A warm process asks for the mark once in this time, ms: about as long as a deployment replaces functions. */
const LOOK_EVERY_MS = 60_000;

/** The mark of a table, in an item of its own. */
export function createLayoutStore(table: Table): LayoutStore {
  return {
    async read() {
      const { Item } = await table.client.send(
        new GetItemCommand({ TableName: table.tableName, Key: KEY, ConsistentRead: true }),
      );
      return Item === undefined
        ? undefined
        : { version: needNumber(Item, 'v'), readableFrom: needNumber(Item, 'readable') };
    },
    async raise({ version, readableFrom }, atMs) {
      // Refused: newer code was here a moment ago; the next look sees it.
      await tryUpdate(table, KEY, {
        update: 'SET v = :v, readable = :readable, since = :at',
        condition: 'attribute_not_exists(v) OR v < :v',
        values: { ':v': numeric(version), ':readable': numeric(readableFrom), ':at': numeric(atMs) },
      });
    },
  };
}

/**
 * Lets a table's client ask for nothing before the table's layout is known to
 * be one that this code may work with. One read when a process begins, and one
 * a minute while it is used.
 */
export function ofKnownLayout(table: Table, now: () => number): Table {
  const gate = createLayoutGate(createLayoutStore(table), { own: LAYOUT, lookEveryMs: LOOK_EVERY_MS, now });
  table.client.middlewareStack.add(
    (next) => async (args) => {
      if (!isAboutLayout(args.input)) await gate.pass();
      return next(args);
    },
    { step: 'initialize', name: 'knownLayout' },
  );

  return table;
}

/** The gate's own read and write. */
function isAboutLayout(input: object): boolean {
  return 'Key' in input && input.Key === KEY;
}
