import { NATIVE } from '#shared/receiving/mapping/source-mapping.ts';
import { DINGTALK_VENDOR } from '#shared/receiving/robot-messages/dingtalk.ts';
import { WECOM_VENDOR } from '#shared/receiving/robot-messages/wecom.ts';
import { createApp, type EdgeApp, type Handlers, type RouteRequest } from '../edge/app.ts';
import type { ReceiveDeps } from './deps.ts';
import { type Asked, readIngestQuery } from './ingest-query.ts';
import { readDingtalkTarget, readPrometheusAlert } from './replaced-senders.ts';
import { takeAlerts } from './take-alerts.ts';
import { takeHeartbeat } from './take-heartbeat.ts';
import { takeRobotMessage, takeUpload } from './take-robot-message.ts';

/**
 * Alerts and heartbeats in over HTTP, also on the paths of relays that people
 * replace and on the wire of the chat products' robots.
 */
export function createReceiveApp(deps: ReceiveDeps): EdgeApp {
  const ask = (kind: string, { query }: RouteRequest): Asked => ({ kind, query: readIngestQuery(query) });
  const handlers: Handlers<'receive'> = {
    postAlerts: (request) => takeAlerts(request, ask(NATIVE, request), deps),
    postAlertsOfSource: (request) => takeAlerts(request, ask(request.params['key'] ?? '', request), deps),
    postAlertsOfDingtalkTarget: (request) =>
      takeAlerts(request, readDingtalkTarget(request.params['target'] ?? '', request.query), deps),
    postAlertsOfPrometheusAlert: (request) => takeAlerts(request, readPrometheusAlert(request.query), deps),
    sendDingtalk: (request) => takeRobotMessage(request, DINGTALK_VENDOR, deps),
    sendWecom: (request) => takeRobotMessage(request, WECOM_VENDOR, deps),
    uploadToWecom: (request) => takeUpload(request, deps),
    postHeartbeat: (request) => takeHeartbeat(request, deps),
  };

  return createApp('receive', handlers, deps);
}
