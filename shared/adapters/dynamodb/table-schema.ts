/**
 * The one table, as the stack, the embedded table and the tests create it.
 *
 * | item      | pk                         | sk              |
 * |-----------|----------------------------|-----------------|
 * | alert     | `A#<channel>#<shard>`      | fingerprint     |
 * | lane      | `R#<webhookId>`            | `-`             |
 * | delivery  | `D#<day>#<shard>`          | `<ms>#<id>`     |
 * | manifest  | `M#<name>`                 | chunk           |
 * | channel   | `C`                        | name            |
 * | token     | `T`                        | hash of its name |
 * | group     | `G#<channel>`              | group key       |
 * | quota     | `Q#<pool>`                 | month           |
 * | known     | `K`                        | `days`, `sources`, `channels` |
 * | sweep     | `K`                        | `sweep`: when it last came to its end |
 * | layout    | `K`                        | `layout` of all these (docs/decisions/0018) |
 * | mappings  | `S`                        | `-`             |
 * | push      | `P`                        | `-`: which parts of push settings count; `<version>#<n>`: the parts |
 * | silence   | `L`                        | id, which begins with its end |
 * | inhibit   | `L`                        | `~inhibitions`: all rules |
 * | inhibiting | `I`                       | fingerprint of an alert that inhibits others |
 * | file      | `F`                        | `-`: the deployed file, and whose it is |
 * | watchdogs | `W`                        | `-`: which sources are watched |
 * | watch     | `H`                        | `s#<source>`: when it spoke, what was told of its silence; `-`: when sweeps looked |
 * | audit     | `J#<month>`                | id of the change, which begins with its time |
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
