import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { DeliveryDetail } from '#shared/delivery/ledger.ts';
import { text } from './attribute-values.ts';
import type { Table } from './conditional.ts';
import { decodeDelivery } from './delivery-codec.ts';
import { sortKey, sortOf } from './delivery-place.ts';
import { deliveryPartition } from './keys.ts';

/** What one page may cost before it hands out a cursor, so that a rare filter can't read for ever. */
export interface WalkBudget {
  readonly rows: number;
  /** Empty partitions cost a request too. */
  readonly queries: number;
}

/** Part of the record, to be walked from the newest delivery back. */
export interface WalkRange {
  /** Newest first. */
  readonly days: readonly string[];
  readonly shards: readonly number[];
  /** Sort keys, both included. */
  readonly from: string;
  readonly to: string;
  /** Where a walk before this one ended: sort keys below it only. */
  readonly below: string | undefined;
  /** Rows read from a partition at a time. */
  readonly pageSize: number;
}

/** One partition of a day, and what of it was read and not yet given. */
interface Stream {
  readonly partition: string;
  rows: readonly DeliveryDetail[];
  start: Record<string, AttributeValue> | undefined;
  isRead: boolean;
}

/**
 * Deliveries one by one, newest first, over the partitions of each day. It
 * stops where the budget is spent, and says where to go on: a place in time, so
 * that what is written meanwhile moves nothing.
 */
export class DeliveryWalk {
  readonly #table: Table;
  readonly #range: WalkRange;
  readonly #days: string[];
  readonly #left: { rows: number; queries: number };
  #streams: readonly Stream[] = [];
  /** The first place that is not part of the walk. */
  readonly #top: string;
  #below: string;
  #isOver = false;

  constructor(table: Table, range: WalkRange, budget: WalkBudget) {
    this.#table = table;
    this.#range = range;
    this.#days = [...range.days];
    this.#left = { ...budget };
    // No delivery is at the end of a range itself: `~` comes after all ids.
    this.#top = [range.to, range.below ?? range.to].toSorted()[0] ?? range.to;
    this.#below = this.#top;
  }

  /** Where to go on; undefined at the end. */
  get position(): string | undefined {
    return this.#isOver ? undefined : this.#below;
  }

  /** The next delivery; undefined at the end and where the budget is spent. */
  async next(): Promise<DeliveryDetail | undefined> {
    while (!this.#isOver) {
      if (!(await this.#fill())) return undefined;
      const newest = this.#streams.toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1))[0];
      const [row, ...rest] = newest?.rows ?? [];
      if (newest !== undefined && row !== undefined) {
        newest.rows = rest;
        this.#below = sortOf(row);
        return row;
      }
      this.#nextDay();
    }
    return undefined;
  }

  /** Reads on in every partition of the day of which nothing is left; false where the budget is spent. */
  async #fill(): Promise<boolean> {
    const empty = this.#streams.filter((stream) => stream.rows.length === 0 && !stream.isRead);
    if (empty.length === 0) return true;
    if (this.#left.rows <= 0 || this.#left.queries < empty.length) return false;

    await Promise.all(empty.map((stream) => this.#read(stream)));
    this.#left.queries -= empty.length;
    this.#left.rows -= empty.reduce((sum, { rows }) => sum + rows.length, 0);
    return this.#fill();
  }

  async #read(stream: Stream): Promise<void> {
    const { from, pageSize } = this.#range;
    // The table refuses a range that ends before it begins.
    if (from > this.#top) {
      stream.isRead = true;
      return;
    }
    const { Items = [], LastEvaluatedKey } = await this.#table.client.send(
      new QueryCommand({
        TableName: this.#table.tableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': text(stream.partition), ':from': text(from), ':to': text(this.#top) },
        ScanIndexForward: false,
        Limit: pageSize,
        ExclusiveStartKey: stream.start,
      }),
    );
    stream.rows = Items.map(decodeDelivery).filter((row) => sortOf(row) < this.#top);
    stream.start = LastEvaluatedKey;
    stream.isRead = LastEvaluatedKey === undefined;
  }

  #nextDay(): void {
    const day = this.#days.shift();
    this.#isOver = day === undefined;
    if (day === undefined) return;

    // Nothing is left above this day, so the walk may go on from its end.
    const top = sortKey(Date.parse(day) + DAY_MS - 1, '~');
    if (top < this.#below) this.#below = top;
    this.#streams = this.#range.shards.map((shard) => ({
      partition: deliveryPartition(day, String(shard)),
      rows: [],
      start: undefined,
      isRead: false,
    }));
  }
}

const DAY_MS = 24 * 3600_000;

function keyOf({ rows: [first] }: Stream): string {
  return first === undefined ? '' : sortOf(first);
}
