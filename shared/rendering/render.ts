import { type ComposeResult, composeText } from './compose.ts';
import { byteLength } from './cut.ts';
import { DEFAULT_TEMPLATES, type DefaultKind } from './default-templates.ts';
import { fitLines } from './fit.ts';
import { type Frame, framed, frameOf, NO_FRAME } from './frame.ts';
import type { MessageDraft, RenderedMessage } from './message.ts';
import { type MessagePlan, planMessage } from './message-plan.ts';
import type { Markup } from './pieces.ts';
import type { RenderRequest } from './render-request.ts';
import { type Style, shownText } from './style.ts';
import type { TemplateProblem } from './template-engine.ts';
import { templateVersion } from './template-version.ts';
import { wordsOf } from './words.ts';

export type { Face, MessageContent, RenderRequest, RenderSettings } from './render-request.ts';

/**
 * A message as text: the channel's template for it, or the default one where
 * there is none or it fails, within what the robot takes. It always makes a
 * message, whatever the alert or the template: the last resort is the title.
 */
export function renderMessage(request: RenderRequest): RenderedMessage {
  const { settings, link, nowMs } = request;
  const words = wordsOf(settings.language);
  try {
    const plan = planMessage(request, link, { words, timeZone: settings.timeZone, nowMs });
    return renderPlan(plan, request);
  } catch (error) {
    // A stored alert that isn't what its type says must not stop the message that tells of it.
    const reason = error instanceof Error ? error.message : String(error);
    const text = words.unnamed;
    return { ...draft(request, NO_FRAME, text, text), cut: true, fellBack: `the message could not be made: ${reason}` };
  }
}

function renderPlan(plan: MessagePlan, request: RenderRequest): RenderedMessage {
  const { language } = request.settings;
  const title = titleText(plan.title, request);
  const { template: kind } = plan;
  const own = ownTemplate(kind, request);
  const frame = frameOf(request, styleOf(request));
  const ownResult = own === undefined ? undefined : compose(own, plan, title, frame, request);
  if (ownResult?.kind === 'composed') {
    const template = templateVersion('own', kind, language, own ?? '');
    return { ...draft(request, frame, title, ownResult.text), cut: ownResult.cut, template };
  }

  const byDefault = DEFAULT_TEMPLATES[language][kind];
  const result = compose(byDefault, plan, title, frame, request);
  const fellBack =
    ownResult === undefined ? {} : { fellBack: `${kind} template (${language}): ${inWords(ownResult.problem)}` };
  if (result.kind === 'composed') {
    const template = templateVersion('default', kind, language, byDefault);
    return { ...draft(request, frame, title, result.text), cut: result.cut, template, ...fellBack };
  }

  const last = titleOnly(plan.title, frame, request) ?? titleOnly(plan.title, NO_FRAME, request);
  return { ...(last ?? tagOnly(plan.title, request)), cut: true, ...fellBack };
}

function compose(
  template: string,
  plan: MessagePlan,
  title: string,
  frame: Frame,
  request: RenderRequest,
): ComposeResult {
  const over = (text: string): number => overBy(draft(request, frame, title, text), request);
  return composeText(template, plan, styleOf(request), over);
}

/** The whole message is its title, cut if it must be; undefined where not even its beginning fits. */
function titleOnly(title: Markup, frame: Frame, request: RenderRequest): MessageDraft | undefined {
  const over = (text: string): number => overBy(draft(request, frame, text, text), request);
  const text = fitLines([title.pieces], styleOf(request), over, 0)?.text;
  return text ? draft(request, frame, text, text) : undefined;
}

/** What is in the title's brackets. */
function tagOnly(title: Markup, request: RenderRequest): MessageDraft {
  const text = title.pieces[0]?.text.trim() || '…';
  return draft(request, NO_FRAME, text, text);
}

function ownTemplate(kind: DefaultKind, { settings }: RenderRequest): string | undefined {
  if (kind === 'test' || kind === 'notice') return undefined;
  const template = settings.templates[settings.language]?.[kind];
  return template === undefined || template.trim() === '' ? undefined : template;
}

function styleOf({ settings, face, links = 'kept' }: RenderRequest): Style {
  const words = wordsOf(settings.language);
  return { format: settings.format, face, links, cutMark: words.cut, colon: words.colon };
}

/** The title as plain text on one line. Notifications show no markup. */
function titleText({ pieces }: Markup, request: RenderRequest): string {
  const style = styleOf(request);
  return pieces
    .map(({ kind, text }) => (kind === 'literal' ? text : shownText(text, 'text', style)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The frame is part of every draft, so that room is kept for it while the text is fitted. */
function draft({ settings, mention }: RenderRequest, frame: Frame, title: string, text: string): MessageDraft {
  return { format: settings.format, title, text: framed(text, frame), mention };
}

function overBy(message: MessageDraft, { face, keywords, softBytes }: RenderRequest): number {
  const hard = face.overBy(message, keywords);
  return softBytes === undefined ? hard : Math.max(hard, byteLength(message.text) - softBytes);
}

function inWords({ message, line, column }: TemplateProblem): string {
  return line === undefined ? message : `${message} (line ${line}, column ${column ?? 1})`;
}
