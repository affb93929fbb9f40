/**
 * Why alerts are dead, in the few kinds people are told of apart; the whole
 * reason is beside it. It is the first words of the reason, which say it too.
 */
export type DeadReasonKind = 'rejected' | 'too-old' | 'set-aside' | 'other';

/** The kind of a reason as the ledger has it, like `rejected: format (40008)` or `too old: …`. */
export function deadReasonKind(reason: string): DeadReasonKind {
  const words = (reason.split(':', 1)[0] ?? '').trim().replaceAll(' ', '-');
  return words === 'rejected' || words === 'too-old' || words === 'set-aside' ? words : 'other';
}
