import type { Language, TemplateKind } from '../channels/channel.ts';

/** The templates every message has, and the kinds of message they are for. */
export type DefaultKind = TemplateKind | 'test' | 'notice';

const ZH_CN: Readonly<Record<DefaultKind, string>> = {
  single: `### \${title}
- 开始：\${timing}
- 延迟：\${late}
- 次数：\${frequency}
- 抖动：\${flapping}
- 对象：\${target_detail}
> \${note}
> \${detail}
> \${labels_text}

[查看告警](\${url})`,
  recovery: `### \${title}
- 时间：\${timing}
- 延迟：\${late}
- 说明：\${change_text}
- 次数：\${frequency}
- 抖动：\${flapping}
- 对象：\${target_detail}
{% if change == 'fired-and-recovered' %}
> \${note}
> \${detail}
{% endif %}

[查看告警](\${url})`,
  aggregated: `### \${title}
- 开始：\${timing}
- 延迟：\${late}
- 抖动：\${flapping}

{% for alert in alerts %}
- **\${alert.tag}** [\${alert.label}](\${alert.url}) · \${alert.facts}
> \${alert.says}
{% endfor %}

\${more}
[查看全部](\${link})`,
  digest: `### \${title}

{% for group in worst_groups %}
- **\${group.tag}** \${group.text}
{% endfor %}

{% if levels.size > 1 %}
- 级别：\${levels_text}
{% endif %}
{% if recovered_count < count %}
- 变化：\${novelty}
{% endif %}
- 集群：\${clusters_text}
- 抖动：\${flapping}
- 时段：\${timing}
- 延迟：\${late}

{% for group in other_groups %}
- **\${group.tag}** \${group.text}
{% endfor %}

\${more}
[查看全部](\${link})`,
  test: `### \${title}
- 时间：\${timing}

看到这条消息，说明该通道的告警能送达本群。无需处理。`,
  notice: `### \${title}
{% for line in lines %}
- \${line}
{% endfor %}`,
};

const ZH_TW: Readonly<Record<DefaultKind, string>> = {
  single: `### \${title}
- 開始：\${timing}
- 延遲：\${late}
- 次數：\${frequency}
- 反覆：\${flapping}
- 對象：\${target_detail}
> \${note}
> \${detail}
> \${labels_text}

[檢視警示](\${url})`,
  recovery: `### \${title}
- 時間：\${timing}
- 延遲：\${late}
- 說明：\${change_text}
- 次數：\${frequency}
- 反覆：\${flapping}
- 對象：\${target_detail}
{% if change == 'fired-and-recovered' %}
> \${note}
> \${detail}
{% endif %}

[檢視警示](\${url})`,
  aggregated: `### \${title}
- 開始：\${timing}
- 延遲：\${late}
- 反覆：\${flapping}

{% for alert in alerts %}
- **\${alert.tag}** [\${alert.label}](\${alert.url}) · \${alert.facts}
> \${alert.says}
{% endfor %}

\${more}
[檢視全部](\${link})`,
  digest: `### \${title}

{% for group in worst_groups %}
- **\${group.tag}** \${group.text}
{% endfor %}

{% if levels.size > 1 %}
- 級別：\${levels_text}
{% endif %}
{% if recovered_count < count %}
- 變化：\${novelty}
{% endif %}
- 叢集：\${clusters_text}
- 反覆：\${flapping}
- 時段：\${timing}
- 延遲：\${late}

{% for group in other_groups %}
- **\${group.tag}** \${group.text}
{% endfor %}

\${more}
[檢視全部](\${link})`,
  test: `### \${title}
- 時間：\${timing}

看到這則訊息，表示該通道的警示能送達本群組。無需處理。`,
  notice: `### \${title}
{% for line in lines %}
- \${line}
{% endfor %}`,
};

const EN_US: Readonly<Record<DefaultKind, string>> = {
  single: `### \${title}
- Since: \${timing}
- Late: \${late}
- Received: \${frequency}
- Flapping: \${flapping}
- Target: \${target_detail}
> \${note}
> \${detail}
> \${labels_text}

[View alert](\${url})`,
  recovery: `### \${title}
- Time: \${timing}
- Late: \${late}
- Note: \${change_text}
- Received: \${frequency}
- Flapping: \${flapping}
- Target: \${target_detail}
{% if change == 'fired-and-recovered' %}
> \${note}
> \${detail}
{% endif %}

[View alert](\${url})`,
  aggregated: `### \${title}
- Began: \${timing}
- Late: \${late}
- Flapping: \${flapping}

{% for alert in alerts %}
- **\${alert.tag}** [\${alert.label}](\${alert.url}) · \${alert.facts}
> \${alert.says}
{% endfor %}

\${more}
[View all](\${link})`,
  digest: `### \${title}

{% for group in worst_groups %}
- **\${group.tag}** \${group.text}
{% endfor %}

{% if levels.size > 1 %}
- Levels: \${levels_text}
{% endif %}
{% if recovered_count < count %}
- Change: \${novelty}
{% endif %}
- Clusters: \${clusters_text}
- Flapping: \${flapping}
- Time: \${timing}
- Late: \${late}

{% for group in other_groups %}
- **\${group.tag}** \${group.text}
{% endfor %}

\${more}
[View all](\${link})`,
  test: `### \${title}
- Time: \${timing}

If you can read this, the alerts of this channel reach this group. No action needed.`,
  notice: `### \${title}
{% for line in lines %}
- \${line}
{% endfor %}`,
};

/**
 * The templates a channel has unless it brings its own, in neutral markdown:
 * headings, bold, dashes, quotes and links, which the robots adapt. Written in
 * the variables that everyone can use, so they are also the place to start from.
 */
export const DEFAULT_TEMPLATES: Readonly<Record<Language, Readonly<Record<DefaultKind, string>>>> = {
  zh_CN: ZH_CN,
  zh_TW: ZH_TW,
  en_US: EN_US,
};
