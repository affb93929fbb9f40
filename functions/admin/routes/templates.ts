import { LANGUAGES } from '#shared/channels/channel.ts';
import { TEMPLATE_KINDS } from '#shared/channels/channel-defaults.ts';
import { DEFAULT_TEMPLATES } from '#shared/rendering/default-templates.ts';
import { SNIPPETS } from '#shared/rendering/snippets.ts';
import { templateVersion } from '#shared/rendering/template-version.ts';
import { VARIABLE_NAMES } from '#shared/rendering/variable-names.ts';
import type { Handlers } from '../../edge/app.ts';
import { json } from '../../edge/http-problem.ts';
import { badQuery, readQuery } from '../../edge/query.ts';

/** The route of what templates are made of: the same for everyone, as long as the relay is of one version. */
export function templateRoutes(): Pick<Handlers<'admin'>, 'listTemplates'> {
  return {
    listTemplates: ({ query }) => {
      const read = readQuery<object>(query, {});
      if (read.kind === 'invalid') return badQuery(read.errors);

      return json({ defaults: defaults(), snippets: SNIPPETS, variables: VARIABLE_NAMES });
    },
  };
}

function defaults(): readonly object[] {
  return LANGUAGES.flatMap((language) =>
    TEMPLATE_KINDS.map((kind) => {
      const template = DEFAULT_TEMPLATES[language][kind];
      return { language, kind, template, version: templateVersion('default', kind, language, template) };
    }),
  );
}
