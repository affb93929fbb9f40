import type { ChatMessage, Counters, GroupEntry, Ticket } from './chat-record.ts';
import { judgeDingtalk } from './dingtalk-rules.ts';
import type { Fault, FaultKind } from './fault.ts';
import { FaultBoard, type FaultsNow } from './fault-board.ts';
import { completeSpec, type GroupSettings, type GroupSpec } from './group-spec.ts';
import type { ChatContent, Refusal, RobotCall, Verdict } from './verdict.ts';
import { judgeWecom } from './wecom-rules.ts';
import { type ArrivalWindow, arrive, monthOf } from './window.ts';

/** The newest this many entries, messages and `msgUuid`s of a group are kept. */
const MAX_KEPT = 20_000;

const JUDGES = { dingtalk: judgeDingtalk, wecom: judgeWecom } as const;

/** One stand-in group with its robot: its settings, its chat, its counts and its faults. */
export class Group {
  readonly settings: GroupSettings;
  readonly faults = new FaultBoard();
  /** Everything that happened, oldest first. */
  readonly entries: GroupEntry[] = [];
  /** What people see, oldest first. */
  readonly messages: ChatMessage[] = [];
  readonly #deliveredAt = new Map<string, number>();
  readonly #refused = new Map<string, number>();
  readonly #counts = { requests: 0, delivered: 0, throttled: 0, duplicates: 0, maxInMinute: 0, maxInFlight: 0 };
  #window: ArrivalWindow = [];
  #mutedUntilMs = 0;
  #month: string;
  #monthCount: number;
  #inFlight = 0;

  constructor(spec: GroupSpec, nowMs: number) {
    this.settings = completeSpec(spec);
    this.#month = monthOf(nowMs);
    this.#monthCount = spec.monthCount ?? 0;
  }

  get counters(): Counters {
    return { ...this.#counts, refused: Object.fromEntries(this.#refused) };
  }

  /** Until when the robot refuses everything, ms; 0 when it was never throttled. */
  get mutedUntilMs(): number {
    return this.#mutedUntilMs;
  }

  /** Sets a fault, for the next `times` requests or until it is cleared. */
  setFault(fault: Fault, times?: number): void {
    this.faults.set(fault, times);
  }

  /** Clears one kind of fault, or all. */
  clearFault(kind?: FaultKind): void {
    this.faults.clear(kind);
  }

  /** Counts a request as soon as its head is there: that is when the real robot first sees it. */
  arrived(nowMs: number): Ticket {
    this.#window = arrive(this.#window, nowMs);
    this.#inFlight += 1;
    this.#counts.requests += 1;
    this.#counts.maxInMinute = Math.max(this.#counts.maxInMinute, this.#window.length);
    this.#counts.maxInFlight = Math.max(this.#counts.maxInFlight, this.#inFlight);

    return { inMinute: this.#window.length, inFlight: this.#inFlight };
  }

  /** The request was answered, or its connection is gone. */
  left(): void {
    this.#inFlight -= 1;
  }

  /** Judges a request that has arrived, and records what came of it. */
  judge(call: RobotCall, ticket: Ticket, faults: FaultsNow, nowMs: number): Verdict {
    if (monthOf(nowMs) !== this.#month) {
      this.#month = monthOf(nowMs);
      this.#monthCount = 0;
    }
    const state = {
      ...ticket,
      condition: faults.condition,
      perMinute: Math.max(0, this.settings.perMinute - faults.foreignPerMinute),
      mutedUntilMs: this.#mutedUntilMs,
      monthCount: this.#monthCount,
      clockOffsetMs: faults.clockOffsetMs,
      deliveredAt: (msgUuid: string) => this.#deliveredAt.get(msgUuid),
    };
    const verdict = JUDGES[this.settings.product](call, this.settings, state, nowMs);
    this.#record(verdict, call, nowMs);

    return verdict;
  }

  /** Records a request that a fault ended before the robot could judge it. */
  failed(why: string, nowMs: number): void {
    this.#keep({ kind: 'failed', at: nowMs, why });
  }

  #record(verdict: Verdict, call: RobotCall, nowMs: number): void {
    switch (verdict.kind) {
      case 'delivered':
        this.#deliver(verdict.content, call.bodyBytes, nowMs);
        break;
      case 'duplicate':
        this.#counts.duplicates += 1;
        this.#keep({ kind: 'duplicate', at: nowMs, msgUuid: verdict.msgUuid });
        break;
      case 'refused':
        this.#refuse(verdict, nowMs);
        break;
      default:
        verdict satisfies never;
    }
  }

  #deliver(content: ChatContent, bytes: number, nowMs: number): void {
    this.#counts.delivered += 1;
    this.#monthCount += 1;
    const message = { ...content, seq: this.#counts.delivered, at: nowMs, bytes };
    this.messages.push(message);
    if (this.messages.length > MAX_KEPT) this.messages.shift();
    if (content.msgUuid !== undefined) this.#deliveredAt.set(content.msgUuid, nowMs);
    const oldest = this.#deliveredAt.size > MAX_KEPT ? this.#deliveredAt.keys().next().value : undefined;
    if (oldest !== undefined) this.#deliveredAt.delete(oldest);
    this.#keep({ kind: 'message', at: nowMs, message });
  }

  #refuse(refusal: Refusal, nowMs: number): void {
    const code = String(refusal.errcode);
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
    if (refusal.mutedUntilMs !== undefined) {
      this.#counts.throttled += 1;
      this.#mutedUntilMs = refusal.mutedUntilMs;
    }
    this.#keep({ kind: 'refused', at: nowMs, errcode: refusal.errcode, why: refusal.why });
  }

  #keep(entry: GroupEntry): void {
    this.entries.push(entry);
    if (this.entries.length > MAX_KEPT) this.entries.shift();
  }
}
