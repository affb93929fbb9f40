import { type Channel, LANGUAGES, type Language, type TemplateKind, type Templates } from './channel.ts';
import { CHANNEL_DEFAULTS, CHANNEL_SIZES, TEMPLATE_KINDS } from './channel-defaults.ts';
import {
  type Findings,
  given,
  openSection,
  readBoolean,
  readChoice,
  readText,
  refuse,
  type Section,
  warn,
} from './section.ts';

/** Says what is odd about a template: names that nothing fills, and syntax that will make it fall back. */
export type LintTemplate = (template: string, kind: TemplateKind) => readonly string[];

/** Reads how messages look. */
export function readMessage(value: unknown, findings: Findings, lint: LintTemplate | undefined): Channel['message'] {
  const known = ['format', 'language', 'timeZone', 'recovery', 'templates'];
  const section = openSection(value, 'message', known, findings);
  const { message } = CHANNEL_DEFAULTS;

  return {
    format: readChoice(section, 'format', ['markdown', 'text'], message.format),
    language: readChoice(section, 'language', LANGUAGES, message.language),
    timeZone: readTimeZone(section),
    recovery: readBoolean(section, 'recovery', message.recovery),
    templates: readTemplates(given(section, 'templates'), findings, lint),
  };
}

function readTimeZone(section: Section): string {
  const fallback = CHANNEL_DEFAULTS.message.timeZone;
  const timeZone = readText(section, 'timeZone', CHANNEL_SIZES.name) ?? fallback;
  if (isTimeZone(timeZone)) return timeZone;

  refuse(section, 'timeZone', 'must be an IANA time zone, for example Asia/Shanghai or UTC');
  return fallback;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function readTemplates(value: unknown, findings: Findings, lint: LintTemplate | undefined): Templates {
  const section = openSection(value, 'message.templates', LANGUAGES, findings);
  const entries = LANGUAGES.flatMap((language): readonly [Language, Templates[Language]][] => {
    const own = readLanguage(given(section, language), language, findings, lint);
    return Object.keys(own).length === 0 ? [] : [[language, own]];
  });

  return Object.fromEntries(entries);
}

function readLanguage(
  value: unknown,
  language: Language,
  findings: Findings,
  lint: LintTemplate | undefined,
): Partial<Record<TemplateKind, string>> {
  const section = openSection(value, `message.templates.${language}`, TEMPLATE_KINDS, findings);
  const entries = TEMPLATE_KINDS.flatMap((kind): readonly [TemplateKind, string][] => {
    const template = readTemplate(section, kind);
    if (template === undefined) return [];

    for (const oddity of lint?.(template, kind) ?? []) warn(section, kind, oddity);
    return [[kind, template]];
  });

  return Object.fromEntries(entries);
}

/** Kept as written, line ends included; a blank one means the default. */
function readTemplate(section: Section, kind: TemplateKind): string | undefined {
  const text = readText(section, kind, CHANNEL_SIZES.template);
  const written = given(section, kind);
  return text === undefined || typeof written !== 'string' ? undefined : written;
}
