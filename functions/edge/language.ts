import { LANGUAGES, type Language } from '#shared/channels/channel.ts';

/** What a tag of HTTP stands for among our languages: Chinese is written in two ways. */
const TAGS: readonly (readonly [RegExp, Language])[] = [
  [/^zh[-_](?:hant|tw|hk|mo)\b/i, 'zh_TW'],
  [/^zh\b/i, 'zh_CN'],
  [/^en\b/i, 'en_US'],
];

/**
 * The language a reader wants sentences in: the one the query names, else the
 * first of `Accept-Language` that we speak, by its weights; else that of
 * channels by default.
 */
export function wantedLanguage(named: Language | undefined, headers: Headers): Language {
  if (named !== undefined) return named;

  const accepted = (headers.get('accept-language') ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const [, weight = '1'] = /q=([\d.]+)/.exec(parameters.join(';')) ?? [];
      return { tag: tag.trim().replace('_', '-'), weight: Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  const spoken = accepted.flatMap(({ tag }) => TAGS.find(([pattern]) => pattern.test(tag))?.[1] ?? []);

  return spoken[0] ?? LANGUAGES[0];
}
