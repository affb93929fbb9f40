import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LevelNumber } from '#shared/alert/level.ts';
import type { AlertRef } from '#shared/pacing/lane.ts';
import type { LaneStore } from '#shared/pacing/lane-store.ts';
import { bytes, numeric, readBytes, readText, text } from './attribute-values.ts';
import type { Table } from './conditional.ts';
import { manifestKey } from './keys.ts';

/** Alerts of one manifest item: 16 bytes of fingerprint, 4 of version, 1 of status and level, 2 of channel each. */
const PER_CHUNK = 2_000;
const REF_BYTES = 23;
/** Chunks that are looked for where their number is not known: more alerts than a message could tell. */
const MAX_CHUNKS = 100;
const RESOLVED_BIT = 128;

/** Which alerts a message with many of them tells; written before the post, for whoever has to finish it. */
export function createManifests({ client, tableName }: Table): Pick<LaneStore, 'writeManifest' | 'readManifest'> {
  return {
    async writeManifest(name, refs, expiresAtMs) {
      const channels = [...new Set(refs.map((ref) => ref.channel))];
      const chunks = Math.ceil(refs.length / PER_CHUNK);
      for (let chunk = 0; chunk < chunks; chunk++) {
        const Item = {
          ...manifestKey(name, chunk),
          refs: bytes(encodeRefs(refs.slice(chunk * PER_CHUNK, (chunk + 1) * PER_CHUNK), channels)),
          chans: text(JSON.stringify(channels)),
          exp: numeric(Math.ceil(expiresAtMs / 1000)),
        };
        await client.send(new PutItemCommand({ TableName: tableName, Item }));
      }
      return chunks;
    },
    async readManifest(name, chunks) {
      const refs: AlertRef[] = [];
      for (let chunk = 0; chunk < (chunks ?? MAX_CHUNKS); chunk++) {
        const Key = manifestKey(name, chunk);
        const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
        if (Item === undefined && chunks === undefined) break;
        if (Item === undefined) continue;
        const channels = JSON.parse(readText(Item, 'chans') ?? '[]') as readonly string[];
        refs.push(...decodeRefs(readBytes(Item, 'refs') ?? new Uint8Array(), channels));
      }
      return refs;
    },
  };
}

function encodeRefs(refs: readonly AlertRef[], channels: readonly string[]): Uint8Array {
  const buffer = Buffer.alloc(refs.length * REF_BYTES);
  refs.forEach((ref, index) => {
    const at = index * REF_BYTES;
    buffer.write(ref.fingerprint, at, 16, 'base64url');
    buffer.writeUInt32BE(ref.version, at + 16);
    buffer.writeUInt8(ref.level + (ref.status === 'firing' ? 0 : RESOLVED_BIT), at + 20);
    buffer.writeUInt16BE(channels.indexOf(ref.channel), at + 21);
  });

  return buffer;
}

function decodeRefs(stored: Uint8Array, channels: readonly string[]): readonly AlertRef[] {
  const buffer = Buffer.from(stored);
  return Array.from({ length: Math.floor(buffer.length / REF_BYTES) }, (_, index) => {
    const at = index * REF_BYTES;
    return {
      fingerprint: buffer.toString('base64url', at, at + 16),
      version: buffer.readUInt32BE(at + 16),
      status: buffer.readUInt8(at + 20) < RESOLVED_BIT ? 'firing' : 'resolved',
      level: storedLevel(buffer.readUInt8(at + 20) % RESOLVED_BIT),
      channel: channels[buffer.readUInt16BE(at + 21)] ?? '',
    };
  });
}

function storedLevel(value: number): LevelNumber {
  return value === 1 || value === 2 || value === 4 || value === 5 ? value : 3;
}
