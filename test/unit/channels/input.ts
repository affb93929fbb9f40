import type { Channel } from '#shared/channels/channel.ts';
import { type ChannelInputContext, parseChannelInput } from '#shared/channels/channel-input.ts';
import type { FieldError } from '#shared/receiving/source.ts';
import { fakeWebhookUrl } from '#test/builders/channel.ts';

/** The least a channel's input can say. */
export function minimal(): Readonly<Record<string, unknown>> {
  return { name: 'dba-oncall', type: 'dingtalk', robots: [{ webhookUrl: fakeWebhookUrl() }] };
}

/** A context that counts its refs: `ref-1`, `ref-2`, … */
export function inputContext(overrides: Partial<ChannelInputContext> = {}): ChannelInputContext {
  let refs = 0;
  const makeRef = (): string => {
    refs += 1;
    return `ref-${refs}`;
  };

  return { allowedHosts: [], makeRef, ...overrides };
}

/** The channel of an input that is fit. */
export function channelOf(input: unknown, context: Partial<ChannelInputContext> = {}): Channel {
  const result = parseChannelInput(input, inputContext(context));
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.errors));

  return result.channel;
}

/** The errors of an input; empty when it is fit. */
export function errorsOf(input: unknown, context: Partial<ChannelInputContext> = {}): readonly FieldError[] {
  const result = parseChannelInput(input, inputContext(context));
  return result.kind === 'invalid' ? result.errors : [];
}
