import { AUDIT_WORDS } from '#shared/audit/audit-entry.ts';
import { type OperationDoc, pageOf, pageParameters, TIME, text, word } from '../operation.ts';

/** Who changed what. */
export const AUDIT_OPERATIONS = {
  listAudit: {
    tag: 'Operation',
    summary: 'List changes of settings, newest first',
    description:
      'Every change of a channel, source or token, and every replay by hand: by a token, or by tocsin.yaml. Kept 365 days.',
    query: [
      { name: 'since', description: 'Not before this time.', schema: TIME },
      { name: 'until', description: 'Not after this time.', schema: TIME },
      { name: 'who', description: 'Name or id of a token; or token, first-token, file.', schema: text() },
      { name: 'what', description: 'Only of this kind.', schema: word(AUDIT_WORDS) },
      { name: 'object', description: 'Only of this channel, token or dead letter.', schema: text() },
      ...pageParameters(100),
    ],
    success: {
      status: 200,
      description: 'A page.',
      schema: pageOf('AuditEntry'),
      example: {
        items: [
          {
            id: '0mwrz3a2b4k2j8x1q',
            at: '2026-11-21T01:30:02.000Z',
            who: { kind: 'token', name: 'dba lead', id: '8c6976e5b5410415' },
            what: 'channel-replaced',
            object: 'dba-oncall',
            outcome: 'done',
            changes: [
              { field: 'limits.perMinute', before: 20, after: 10 },
              { field: 'robots[0].signatureKey', before: '***', after: '***' },
            ],
          },
        ],
        cursor: null,
      },
    },
    problems: ['malformed'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
