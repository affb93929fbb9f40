import type { ParsedAlert } from '#shared/alert/alert.ts';
import type { Product } from '#shared/channels/channel.ts';
import { CHANNEL_SIZES, TEMPLATE_KINDS } from '#shared/channels/channel-defaults.ts';
import { readMessage } from '#shared/channels/message-input.ts';
import {
  type Findings,
  given,
  isRecord,
  openSection,
  readChoice,
  refuse,
  type Section,
} from '#shared/channels/section.ts';
import type { FieldError } from '#shared/receiving/source.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import type { PreviewInput } from '#shared/rendering/preview.ts';
import { robotFor } from '#shared/robots/registry.ts';

/** What to preview, read from a request body, or all that is wrong with it. */
export type PreviewInputResult =
  | { readonly kind: 'parsed'; readonly input: PreviewInput }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

/** How a message looks, as a channel's `message` has it. */
const MESSAGE_FIELDS = ['format', 'language', 'timeZone'];
const FIELDS = ['type', 'kind', ...MESSAGE_FIELDS, 'template', 'alert'];
const PRODUCTS = ['dingtalk', 'wecom'] as const satisfies readonly Product[];

/** Reads what to preview. Only `type` has no default that would be right. */
export function parsePreviewInput(body: unknown, nowMs: number): PreviewInputResult {
  const findings: Findings = { errors: [], warnings: [] };
  if (!isRecord(body)) return { kind: 'invalid', errors: [{ field: '', message: 'must be a JSON object' }] };

  const top = openSection(body, '', FIELDS, findings);
  if (given(top, 'type') === undefined) refuse(top, 'type', `is required: one of ${PRODUCTS.join(', ')}`);
  const product = readChoice(top, 'type', PRODUCTS, 'dingtalk');
  const kind = readChoice(top, 'kind', TEMPLATE_KINDS, 'single');
  const { format, language, timeZone } = readLook(top);
  const template = readTemplate(top);
  const alert = readAlert(top, nowMs);
  if (findings.errors.length > 0) return { kind: 'invalid', errors: findings.errors };

  return {
    kind: 'parsed',
    input: {
      kind,
      language,
      format,
      timeZone,
      product,
      face: robotFor(product),
      nowMs,
      ...(template === undefined ? {} : { template }),
      ...(alert === undefined ? {} : { alert }),
    },
  };
}

function readLook(top: Section) {
  const findings: Findings = { errors: [], warnings: [] };
  const look = readMessage(
    Object.fromEntries(MESSAGE_FIELDS.map((field) => [field, given(top, field)])),
    findings,
    undefined,
  );
  for (const { field, message } of findings.errors) refuse(top, field.replace(/^message\./, ''), message);

  return look;
}

function readTemplate(top: Section): string | undefined {
  const template = given(top, 'template');
  if (template === undefined || (typeof template === 'string' && template.length <= CHANNEL_SIZES.template)) {
    return template;
  }

  refuse(top, 'template', `must be a text of at most ${CHANNEL_SIZES.template} characters`);
  return undefined;
}

/** One alert in our own format. */
function readAlert(top: Section, nowMs: number): ParsedAlert | undefined {
  const value = given(top, 'alert');
  if (value === undefined) return undefined;

  const parsed = isRecord(value) ? sourceFor('native')?.parse(JSON.stringify(value), nowMs) : undefined;
  if (parsed?.kind === 'invalid') {
    for (const { field, message } of parsed.errors) refuse(top, field === '' ? 'alert' : `alert.${field}`, message);
    return undefined;
  }

  const [alert, ...others] = parsed?.alerts ?? [];
  if (alert === undefined || others.length > 0) refuse(top, 'alert', 'must be one alert, as POST /v1/alerts takes it');
  return alert;
}
