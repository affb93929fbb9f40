import type { TemplateKind } from '../channels/channel.ts';

/** A piece of a template for a common need, shown well by both products. */
export interface Snippet {
  readonly name: string;
  /** What it is for. */
  readonly says: string;
  /** The templates it belongs in. */
  readonly kinds: readonly TemplateKind[];
  readonly template: string;
}

const ONE: readonly TemplateKind[] = ['single', 'recovery'];

/** Each is rendered for both products by test/golden, on docs/templates.md. Their words are there to be replaced. */
export const SNIPPETS: readonly Snippet[] = [
  {
    name: 'level-mark',
    says: 'The level as a mark of its colour, which every client shows.',
    kinds: ONE,
    template: `{% case level %}{% when 'down' %}🟣{% when 'critical' %}🔴{% when 'warning' %}🟠{% when 'caution' %}🔵{% else %}🟢{% endcase %} **\${alarm_level}** \${alarm_name}`,
  },
  {
    name: 'level-colour',
    says: 'The level in a colour where the product has one: WeCom has three, and no colour codes.',
    kinds: ONE,
    template: `{% if level == 'down' or level == 'critical' %}<font color="warning">\${alarm_level}</font>{% else %}<font color="comment">\${alarm_level}</font>{% endif %} \${alarm_name}`,
  },
  {
    name: 'link',
    says: 'A link to the alert at its sender. Without an address that may be followed the line is left out, or the words stay.',
    kinds: ONE,
    template: '[View alert](${url})',
  },
  {
    name: 'link-of-your-own',
    says: 'A link made of what the alert brings, like a runbook by the name of its rule.',
    kinds: ONE,
    template: '[Runbook](https://wiki.example.com/runbook/${alarm_type})',
  },
  {
    name: 'duration',
    says: 'How long it has lasted or did last, in the words of the channel’s language.',
    kinds: ONE,
    template: `{% if status == 'resolved' %}
- Lasted: \${duration}
{% else %}
- Since: \${since} (\${duration})
{% endif %}`,
  },
  {
    name: 'clock-time',
    says: 'A time in a format of your own, on the clock of the channel.',
    kinds: ONE,
    template: "- At: {{ alarm_active_at | date: '%H:%M' }}",
  },
  {
    name: 'facts',
    says: 'What is known, a line each. A line whose variables are all empty is left out, so there is no need for conditions.',
    kinds: ONE,
    template: `- Cluster: \${ob_cluster}
- Tenant: \${ob_tenant}
- Host: \${host_ip}
- Value: \${value_shown}`,
  },
  {
    name: 'label-or-else',
    says: 'A label of the alert, with a word in its place where it has none.',
    kinds: ONE,
    template: "- Team: {{ labels.team | default: 'nobody' }}",
  },
  {
    name: 'short-text',
    says: 'The description as a quote, cut to what fits a phone.',
    kinds: ONE,
    template: '> {{ description | truncate: 200 }}',
  },
  {
    name: 'only-bad-ones',
    says: 'A line for some alerts only.',
    kinds: ONE,
    template: `{% if level == 'down' or level == 'critical' %}
Call the one on duty if nobody answers within 10 minutes.
{% endif %}`,
  },
  {
    name: 'alert-list',
    says: 'The alerts of a message, a line each, where a table would not be shown. It ends by itself where no more fit, and says how many.',
    kinds: ['aggregated'],
    template: `{% for alert in alerts %}
- **\${alert.tag}** [\${alert.label}](\${alert.url}) · \${alert.facts}
{% endfor %}

\${more}`,
  },
  {
    name: 'group-list',
    says: 'The groups of a digest, the worst first, a line each.',
    kinds: ['digest'],
    template: `{% for group in groups %}
- **\${group.tag}** \${group.name} ×\${group.count}
{% endfor %}

\${more}`,
  },
];
