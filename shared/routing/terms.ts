/** How a channel is to take an alert: what the rule that sends it there adds to the channel's own settings. */
export interface Terms {
  /** `off`: its end is not told, whatever the channel says. */
  readonly recovery?: 'off';
  /** The mark of the rule, where something about it counts again when the alert is told (rule-book.ts). */
  readonly rule?: string;
  /** The rule's window is closed: until it opens, or for good. */
  readonly window?: { readonly kind: 'held'; readonly untilMs: number } | { readonly kind: 'dropped' };
}

/** Takes an alert as the channel itself says. */
export const OWN_TERMS: Terms = {};
