import { LOG_LINE_OVERHEAD_BYTES, MEMORY_OF_A_PROCESSOR, PLATFORM_LINES } from './assumptions.ts';
import { PRICES } from './prices.ts';
import type { FunctionUsage, Usage } from './traffic.ts';

/** One line of a bill. */
export interface BillLine {
  readonly service: string;
  readonly what: string;
  /** How its price comes about, where that differs from bill to bill. */
  readonly detail?: string;
  readonly usd: number;
}

/** What a function is deployed with. */
export interface FunctionShape {
  /** MB. */
  readonly memory: number;
  /** Whether Lambda writes its own lines about every invocation. */
  readonly platformLines: boolean;
}

/** What the functions are deployed with. */
export interface Shapes {
  readonly receive: FunctionShape;
  readonly dispatch: FunctionShape;
}

/** What is stored, in bytes times months. */
export interface Stored {
  readonly gigabyteMonths: number;
}

const MILLION = 1_000_000;
const GIGA = 1_000_000_000;

/** How long an invocation is billed, s: what it waits, and its processor time on the share that its memory has. */
export function billedSeconds({ waitedMs, cpuMs, invocations }: FunctionUsage, { memory }: FunctionShape): number {
  const share = Math.min(1, memory / MEMORY_OF_A_PROCESSOR);
  // Each invocation is rounded up to a millisecond: half of one on average.
  return (waitedMs + cpuMs / share + 0.5 * invocations) / 1000;
}

/** The bill for some traffic, `times` over. */
export function billOf(
  usage: Usage,
  { receive, dispatch }: Shapes,
  stored: Stored,
  times: number,
): readonly BillLine[] {
  const functions = [
    { name: 'receive', used: usage.receive, shape: receive },
    { name: 'dispatch', used: usage.dispatch, shape: dispatch },
  ];
  const queueRequests = usage.wakeUpsSent * 3;
  const logGigabytes = functions.reduce((sum, { used, shape }) => sum + logBytes(used, shape), 0) / GIGA;
  const lines: readonly BillLine[] = [
    { service: 'API Gateway', what: 'requests', usd: per(usage.apiRequests, PRICES.apiMillionRequests) },
    ...functions.map(({ name, used, shape }) => ({
      service: 'Lambda',
      what: `${name}, ${shape.memory} MB`,
      detail: `${shownMs(used, shape)} ms`,
      usd:
        per(used.invocations, PRICES.lambdaMillionRequests) +
        ((billedSeconds(used, shape) * shape.memory) / 1024) * PRICES.lambdaGigabyteSecond,
    })),
    { service: 'DynamoDB', what: 'writes', usd: per(usage.writeUnits, PRICES.tableMillionWriteUnits) },
    { service: 'DynamoDB', what: 'reads', usd: per(usage.readUnits, PRICES.tableMillionReadUnits) },
    {
      service: 'DynamoDB',
      what: 'storage with recovery, for as long as it is kept',
      usd: stored.gigabyteMonths * (PRICES.tableGigabyteMonth + PRICES.tableRecoveryGigabyteMonth),
    },
    { service: 'SQS', what: 'wake-ups: send, receive, delete', usd: per(queueRequests, PRICES.queueMillionRequests) },
    { service: 'Secrets Manager', what: 'reads', usd: (usage.secretReads / 10_000) * PRICES.secretTenThousandCalls },
    {
      service: 'CloudWatch Logs',
      what: 'lines and figures, kept a month',
      usd: logGigabytes * (PRICES.logGigabyte + PRICES.logGigabyteMonth),
    },
    { service: 'Data transfer', what: 'answers and messages', usd: (usage.bytesOut / GIGA) * PRICES.gigabyteOut },
  ];

  return lines.map((line) => ({ ...line, usd: line.usd * times }));
}

/** What some lines come to, USD. */
export function sumOf(lines: readonly BillLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}

/** Bytes that CloudWatch Logs takes in for a function. */
export function logBytes(used: FunctionUsage, { platformLines }: FunctionShape): number {
  const own = used.logBytes + used.logLines * LOG_LINE_OVERHEAD_BYTES;
  const platform = PLATFORM_LINES.bytes + PLATFORM_LINES.lines * LOG_LINE_OVERHEAD_BYTES;

  return own + (platformLines ? used.invocations * platform : 0);
}

function per(count: number, usdPerMillion: number): number {
  return (count / MILLION) * usdPerMillion;
}

function shownMs(used: FunctionUsage, shape: FunctionShape): string {
  return used.invocations === 0 ? '0' : ((billedSeconds(used, shape) * 1000) / used.invocations).toFixed(0);
}
