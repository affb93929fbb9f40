/** An alarm as OCP's API has it; what we don't look at goes to the relay as it is. */
export type Alarm = Readonly<Record<string, unknown>> & { readonly id: number | string; readonly status: string };

/** Neither over nor masked. */
export function isActive({ status }: Alarm): boolean {
  return status.toLowerCase() === 'active';
}

/** One page of the alarms that are active. */
export interface AlarmPage {
  readonly alarms: readonly Alarm[];
  /** Entries of the list that are no alarm: without an id, or without a status. */
  readonly unreadable: number;
  readonly totalElements: number;
  readonly totalPages: number;
}

/** What is asked of OCP. Throws `OcpError` when it does not answer as it should. */
export interface Ocp {
  activePage(page: number): Promise<AlarmPage>;
  /** One alarm, also when it is over; undefined when OCP does not know it, or does not show it. */
  alarm(id: string): Promise<Alarm | undefined>;
}

/** OCP did not answer, or not with what was asked for. It quotes nothing of the answer. */
export class OcpError extends Error {
  override name = 'OcpError' as const;
  /** What it answered over HTTP, where that is what was wrong. */
  readonly status: number | undefined;

  constructor(message: string, { status, ...options }: ErrorOptions & { readonly status?: number } = {}) {
    super(message, options);
    this.status = status;
  }
}
