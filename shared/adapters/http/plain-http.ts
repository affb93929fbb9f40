/**
 * Node's `http`, without what an import of it brings along: an import copies
 * every export, and one of them (`WebSocket`) loads all of undici, which was a
 * tenth of a dispatcher's cold start (docs/decisions/0021).
 */
export const { Agent: PlainAgent, request: plainRequest } = process.getBuiltinModule('node:http');
