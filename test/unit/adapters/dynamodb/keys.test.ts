import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alertKey,
  alertPartition,
  laneKey,
  parseAlertPartition,
  parseLanePartition,
} from '#shared/adapters/dynamodb/keys.ts';
import { SHARDS } from '#shared/admission/shard.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';

/** Channels are named without `,`, `/`, `?` and `#`. */
const channelName = fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !/[,/?#]/.test(name));

describe('a partition of alerts', () => {
  test('names its channel and shard', () => {
    fc.assert(
      fc.property(channelName, fc.constantFrom(...SHARDS), (channel, shard) => {
        expect(parseAlertPartition(alertPartition(channel, shard))).toEqual({ channel, shard });
      }),
    );
  });

  test('is the one of its shard for every fingerprint', () => {
    const partitions = new Set(
      Array.from({ length: 400 }, (_, at) => alertKey('dba', fingerprintOfId('x', String(at))).pk.S),
    );

    expect([...partitions].toSorted()).toEqual([...SHARDS].map((shard) => `A#dba#${shard}`));
  });

  test.each(['R#abc', 'A#dba', 'A#dba#g', 'A##0', 'K', ''])('is not %j', (pk) => {
    expect(parseAlertPartition(pk)).toBeUndefined();
  });
});

describe('the partition of a lane', () => {
  test('names its robot', () => {
    expect(parseLanePartition(laneKey('abc').pk.S ?? '')).toBe('abc');
  });

  test.each(['A#dba#0', 'D#2026-11-21#0', 'K', ''])('is not %j', (pk) => {
    expect(parseLanePartition(pk)).toBeUndefined();
  });
});
