/**
 * The one table, as the stack, the embedded table and the tests create it.
 *
 * | item      | pk                         | sk              |
 * |-----------|----------------------------|-----------------|
 * | alert     | `A#<channel>#<shard>`      | fingerprint     |
 * | lane      | `R#<webhookId>`            | `-`             |
 * | delivery  | `D#<day>#<shard>`          | `<ms>#<id>`     |
 * | manifest  | `M#<message>`              | chunk           |
 * | channel   | `C`                        | name            |
 * | token     | `T`                        | SHA-256 of it   |
 * | group     | `G#<channel>`              | group key       |
 * | quota     | `Q#<pool>`                 | month           |
 * | known     | `K`                        | `days`, `sources`, `channels` |
 * | mappings  | `S`                        | `-`             |
 *
 * The index is local, not global: only a local one can be read consistently,
 * and an outbox that lags loses wake-ups. It is sparse (items without `due`
 * are not in it) and can't be added later (docs/decisions/0001).
 */
export const TABLE_SCHEMA = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Time to live, in seconds since the epoch; on an alert only while nothing is due. */
  ttl: 'exp',
  dueIndex: {
    name: 'due',
    sortKey: 'due',
    /** None of these changes with a repeat, so a repeat never writes the index. */
    projected: ['b', 'v', 'told', 'tl', 'since'],
  },
} as const;

/** Version of the items' layout, for upgrades that must refuse or take over older data. */
export const SCHEMA_VERSION = 1;
