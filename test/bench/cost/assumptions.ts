import type { Latencies } from './stand-in.ts';

/** How long services take to answer inside a region, and a robot from a region near it, connecting included, ms. */
export const LATENCIES: Latencies = { table: 5, queue: 10, events: 10, secrets: 10, robot: 100 };

/**
 * Memory that has one processor to itself, MB.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html (read 2026-11-21)
 */
export const MEMORY_OF_A_PROCESSOR = 1_769;

/**
 * What CloudWatch Logs counts beside the bytes of a line.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html (read 2026-11-21: so it
 * counts a batch; that the bill counts the same is assumed)
 */
export const LOG_LINE_OVERHEAD_BYTES = 26;

/** Ids of requests in log lines are as long as this one. */
export const REQUEST_ID = '00000000-0000-4000-8000-000000000000';

/** START, END and REPORT of a warm invocation, as Lambda writes them by default: lines and bytes. */
export const PLATFORM_LINES = { lines: 3, bytes: 85 + 51 + 143 } as const;

/** What DynamoDB adds to each stored item, bytes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export const STORED_ITEM_OVERHEAD_BYTES = 100;

/**
 * Long polls of an idle queue by an event source mapping: five pollers, each asking for 20 s.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html; for a pipe no number is published, and the
 * same is assumed.
 */
export const IDLE_POLLS_A_MINUTE = 15;

/** A month, days: what the list prices mean by one. */
export const MONTH_DAYS = 30;
