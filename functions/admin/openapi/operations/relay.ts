import { type OperationDoc, pageOf, pageParameters, ref } from '../operation.ts';

/** The relay itself. */
export const RELAY_OPERATIONS = {
  listRobots: {
    tag: 'Operation',
    summary: 'Budget, mute and health of every robot',
    query: pageParameters(1_000),
    success: {
      status: 200,
      description: 'A page.',
      schema: pageOf('RobotRow'),
      example: {
        items: [
          {
            channel: 'dba-oncall',
            robot: '1',
            sentLastMinute: 3,
            limit: 20,
            mutedUntil: null,
            monthCount: 214,
            monthlyQuota: null,
            quotaPool: null,
            health: 'healthy',
            since: null,
            advice: '',
          },
        ],
        cursor: null,
      },
    },
    problems: ['malformed'],
  },
  health: {
    tag: 'Operation',
    summary: 'Whether store and dispatcher answer',
    success: {
      status: 200,
      description: 'Both do.',
      schema: ref('Health'),
      example: { status: 'ok', store: 'ok', dispatcher: 'ok' },
    },
    problems: ['unavailable'],
  },
  openapi: {
    tag: 'Operation',
    summary: 'This document',
    success: { status: 200, description: 'OpenAPI 3.1.', schema: { type: 'object' } },
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
