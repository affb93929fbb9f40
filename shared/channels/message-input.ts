import { type Channel, LANGUAGES, type Language, type Product, type TemplateKind, type Templates } from './channel.ts';
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
import { type LintTemplate, remarkLine, type TemplateUse } from './template-remark.ts';
import { isTimeZone } from './time-zone.ts';

/** How templates are judged, and for which product. */
export interface TemplateJudge {
  readonly lintTemplate: LintTemplate;
  readonly product: Product;
}

/** A judge who knows the format too. */
type Judge = TemplateJudge & Pick<TemplateUse, 'format'>;

/** Reads how messages look. */
export function readMessage(value: unknown, findings: Findings, judge: TemplateJudge | undefined): Channel['message'] {
  const known = ['format', 'language', 'timeZone', 'recovery', 'templates'];
  const section = openSection(value, 'message', known, findings);
  const { message } = CHANNEL_DEFAULTS;
  const format = readChoice(section, 'format', ['markdown', 'text'], message.format);

  return {
    format,
    language: readChoice(section, 'language', LANGUAGES, message.language),
    timeZone: readTimeZone(section, message.timeZone),
    recovery: readBoolean(section, 'recovery', message.recovery),
    templates: readTemplates(
      given(section, 'templates'),
      findings,
      judge === undefined ? undefined : { ...judge, format },
    ),
  };
}

/** A time zone by its name. */
export function readTimeZone(section: Section, fallback: string): string {
  const timeZone = readText(section, 'timeZone', CHANNEL_SIZES.name) ?? fallback;
  if (isTimeZone(timeZone)) return timeZone;

  refuse(section, 'timeZone', 'must be an IANA time zone, for example Asia/Shanghai or UTC');
  return fallback;
}

function readTemplates(value: unknown, findings: Findings, judge: Judge | undefined): Templates {
  const section = openSection(value, 'message.templates', LANGUAGES, findings);
  const entries = LANGUAGES.flatMap((language): readonly [Language, Templates[Language]][] => {
    const own = readLanguage(given(section, language), language, findings, judge);
    return Object.keys(own).length === 0 ? [] : [[language, own]];
  });

  return Object.fromEntries(entries);
}

function readLanguage(
  value: unknown,
  language: Language,
  findings: Findings,
  judge: Judge | undefined,
): Partial<Record<TemplateKind, string>> {
  const section = openSection(value, `message.templates.${language}`, TEMPLATE_KINDS, findings);
  const entries = TEMPLATE_KINDS.flatMap((kind): readonly [TemplateKind, string][] => {
    const template = readTemplate(section, kind);
    if (template === undefined) return [];

    if (judge !== undefined) remarkOn(section, kind, template, judge);
    return [[kind, template]];
  });

  return Object.fromEntries(entries);
}

/** Hints are no warnings: what a product shows otherwise is well the way it is. */
function remarkOn(section: Section, kind: TemplateKind, template: string, { lintTemplate, ...use }: Judge): void {
  const remarks = lintTemplate(template, { ...use, kind });
  for (const remark of remarks) if (remark.severity !== 'hint') warn(section, kind, remarkLine(remark));
  section.findings.remarks?.push(...remarks.map((remark) => ({ field: section.prefix + kind, ...remark })));
}

/** Kept as written, line ends included; a blank one means the default. */
function readTemplate(section: Section, kind: TemplateKind): string | undefined {
  const text = readText(section, kind, CHANNEL_SIZES.template);
  const written = given(section, kind);
  return text === undefined || typeof written !== 'string' ? undefined : written;
}
