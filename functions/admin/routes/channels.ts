import type { Handlers, RouteRequest } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import { badQuery, limit, readQuery, text } from '../../edge/query.ts';
import type { AdminDeps, ChannelChange, ChannelRemoval } from '../deps.ts';
import { noChannel } from './answers.ts';
import { pageByName } from './page-by-name.ts';

type ChannelOperation = 'listChannels' | 'createChannel' | 'getChannel' | 'replaceChannel' | 'deleteChannel';

/** The routes of channels. */
export function channelRoutes({ channels }: AdminDeps): Pick<Handlers<'admin'>, ChannelOperation> {
  return {
    listChannels: async ({ query }) => {
      const read = readQuery<{ limit: number; cursor?: string }>(query, { limit: limit(1_000), cursor: text });
      if (read.kind === 'invalid') return badQuery(read.errors);

      return json(pageByName(await channels.list(), (channel) => channel.name, read.values));
    },
    createChannel: async ({ request }) => {
      const body = await readJson(request);
      return body.kind === 'refused' ? body.answer : created(await channels.create(body.value));
    },
    getChannel: async (request) => {
      const channel = await channels.get(nameOf(request));
      return channel === undefined ? noChannel() : json(channel);
    },
    replaceChannel: async (request) => {
      const body = await readJson(request.request);
      return body.kind === 'refused' ? body.answer : changed(await channels.replace(nameOf(request), body.value));
    },
    deleteChannel: async (request) => removed(await channels.remove(nameOf(request))),
  };
}

/** The channel a path names. */
export function nameOf(request: RouteRequest): string {
  return (request.params['name'] ?? '').trim();
}

function created(result: ChannelChange): Response {
  if (result.kind !== 'saved') return changed(result);

  return json(result.channel, 201, { location: `/v1/channels/${encodeURIComponent(result.channel.name)}` });
}

function changed(result: ChannelChange): Response {
  switch (result.kind) {
    case 'saved':
      return json(result.channel);
    case 'invalid':
      return problem('invalid', { detail: 'Nothing was changed. Mend every field named.', errors: result.errors });
    case 'name-taken':
      return problem('name-taken', { detail: 'There is a channel of this name already.' });
    case 'unknown-channel':
      return noChannel();
    case 'changed-meanwhile':
      return problem('changed-meanwhile', { detail: 'Get the channel again, and repeat your change on that.' });
    default:
      return result satisfies never;
  }
}

function removed(result: ChannelRemoval): Response {
  switch (result.kind) {
    case 'removed':
      return new Response(null, { status: 204 });
    case 'unknown-channel':
      return noChannel();
    case 'in-use':
      return problem('in-use', { detail: result.detail });
    default:
      return result satisfies never;
  }
}
