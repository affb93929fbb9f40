import { type OperationDoc, ref } from '../operation.ts';

const RULES = {
  rules: [
    {
      name: 'server down',
      sourceMatchers: ['level=down', 'svr_ip!=""'],
      targetMatchers: ['level!=down'],
      equal: ['ob_cluster', 'svr_ip'],
      channels: ['dba-oncall'],
      sourceTimeout: '6h',
    },
  ],
} as const;

/** Inhibition: which alerts are not told while others fire. */
export const INHIBITION_OPERATIONS = {
  getInhibitions: {
    tag: 'Inhibition',
    summary: 'Get the inhibition rules',
    description: 'Without rules nothing is inhibited here.',
    success: { status: 200, description: 'All of them.', schema: ref('Inhibitions'), example: RULES },
  },
  replaceInhibitions: {
    tag: 'Inhibition',
    summary: 'Replace the inhibition rules',
    description:
      'All of them: what is left out is gone. In force within 10 seconds; what a rule that is gone held back is told within 5 minutes. {"rules":[]} takes them away.',
    body: { schema: ref('Inhibitions'), examples: { server: RULES, none: { rules: [] } } },
    success: { status: 200, description: 'As they are now.', schema: ref('Inhibitions'), example: RULES },
    problems: ['malformed', 'managed-by-file', 'changed-meanwhile', 'too-large', 'unsupported-media-type', 'invalid'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
