import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { PushSettings } from '#shared/routing/push-settings.ts';
import type { PushSettingsStore } from '#shared/routing/push-settings-store.ts';
import type { StoredSettings } from '#shared/settings/settings-store.ts';
import { bytes, needNumber, needText, numeric, readBytes, type StoredItem, text } from './attribute-values.ts';
import type { Table } from './conditional.ts';
import { onlyAfter, type SettingsStoreOptions } from './settings-store.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

const PARTITION = 'P';
/** Bytes of a part: an item of DynamoDB holds 400 kB. */
const PART_BYTES = 300_000;
/** What settings may unpack to: more than any that is let in, and little enough for any worker. */
const MAX_UNPACKED_BYTES = 16_000_000;
/** Writers that come in between a look at the head and one at its parts: more than this are trouble. */
const MAX_LOOKS = 5;

/** What is known of the settings without reading them. */
interface Head {
  readonly revision: number;
  readonly origin: StoredSettings<unknown>['origin'];
  /** Names the parts: of the content, so that two writers never share one by accident. */
  readonly version: string;
  readonly parts: number;
}

/**
 * Push settings in the table: packed, in parts of what an item holds, and a
 * head that says which parts count. A write puts its parts beside the old ones
 * and then switches the head in one conditional write:
 *
 *   parts of 2 ─▶ head 1 → 2 ─▶ parts of 1 go      dies before the switch: 1 stays in force
 *   reader: head 1 ─▶ its parts are gone ─▶ head 2  looks again
 *
 * Looking whether they changed reads the head only, one unit whatever their size.
 */
export function createPushSettingsStore(options: SettingsStoreOptions): PushSettingsStore {
  const { client, tableName, cacheMs, now } = options;
  const table = { client, tableName };
  let known: { readonly version: string; readonly stored: StoredSettings<PushSettings> } | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const readFresh = async (): Promise<StoredSettings<PushSettings> | undefined> => {
    const at = now();
    for (let look = 0; look < MAX_LOOKS; look++) {
      const head = await readHead(table);
      if (head === undefined) known = undefined;
      else if (known === undefined || known.version !== head.version) {
        const settings = await readParts(table, head);
        if (settings === undefined) continue;
        const { revision, origin, version } = head;
        known = { version, stored: { settings, origin, revision } };
      }
      lookedAt = at;
      return known?.stored;
    }
    throw new Error('push settings changed faster than they could be read');
  };

  return {
    readFresh,
    read: () => (now() - lookedAt < cacheMs ? Promise.resolve(known?.stored) : readFresh()),
    async write(stored) {
      try {
        return await write(table, stored);
      } finally {
        lookedAt = Number.NEGATIVE_INFINITY;
      }
    },
  };
}

async function write(
  table: Table,
  { settings, origin, revision }: StoredSettings<PushSettings>,
): Promise<'written' | 'changed-meanwhile'> {
  const before = await readHead(table);
  if ((before?.revision ?? 0) !== revision - 1) return 'changed-meanwhile';

  const packed = deflateRawSync(JSON.stringify(settings));
  const hash = createHash('sha256').update(packed).digest('base64url').slice(0, 16);
  const head: Head = { revision, origin, version: `${revision}-${hash}`, parts: Math.ceil(packed.length / PART_BYTES) };
  await eachPart(head, (key, nth) => {
    const part = packed.subarray(nth * PART_BYTES, (nth + 1) * PART_BYTES);
    return table.client.send(new PutItemCommand({ TableName: table.tableName, Item: { ...key, z: bytes(part) } }));
  });
  if ((await switchHead(table, head)) === 'refused') {
    await removeParts(table, head);
    return 'changed-meanwhile';
  }
  if (before !== undefined) await removeParts(table, before);

  return 'written';
}

async function switchHead({ client, tableName }: Table, head: Head): Promise<'switched' | 'refused'> {
  const { revision, origin, version, parts } = head;
  const Item = {
    ...keyOf('-'),
    rev: numeric(revision),
    origin: text(origin),
    ver: text(version),
    parts: numeric(parts),
  };
  try {
    await client.send(new PutItemCommand({ TableName: tableName, Item, ...onlyAfter(head) }));
    return 'switched';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // The client repeats a write whose answer was lost: then what refuses it is itself.
    return (await readHead({ client, tableName }))?.version === version ? 'switched' : 'refused';
  }
}

async function readHead({ client, tableName }: Table): Promise<Head | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: keyOf('-'), ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;

  return {
    revision: needNumber(Item, 'rev'),
    origin: needText(Item, 'origin') === 'file' ? 'file' : 'api',
    version: needText(Item, 'ver'),
    parts: needNumber(Item, 'parts'),
  };
}

/** Undefined when a part is gone: another version is in force by now. */
async function readParts({ client, tableName }: Table, head: Head): Promise<PushSettings | undefined> {
  const answers = await eachPart(head, (Key) =>
    client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true })),
  );
  const items = answers.map(({ Item }) => Item).filter((item) => item !== undefined);

  return items.length < head.parts ? undefined : parseParts(items);
}

/** Only this store writes them, and only what was judged. */
function parseParts(items: readonly StoredItem[]): PushSettings {
  const packed = Buffer.concat(items.map((item) => readBytes(item, 'z') ?? new Uint8Array()));
  return JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES }).toString()) as PushSettings;
}

/** Parts nobody asks for any more; what is left of them when this dies takes room and harms nobody. */
async function removeParts({ client, tableName }: Table, head: Head): Promise<void> {
  await eachPart(head, (Key) => client.send(new DeleteItemCommand({ TableName: tableName, Key })));
}

function eachPart<Answer>(
  { version, parts }: Head,
  work: (key: StoredItem, nth: number) => Promise<Answer>,
): Promise<readonly Answer[]> {
  return Promise.all(Array.from({ length: parts }, (_, nth) => work(keyOf(`${version}#${nth}`), nth)));
}

function keyOf(sortKey: string): StoredItem {
  return { [TABLE_SCHEMA.partitionKey]: text(PARTITION), [TABLE_SCHEMA.sortKey]: text(sortKey) };
}
