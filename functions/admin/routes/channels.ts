import type { Channel } from '#shared/channels/channel.ts';
import type { CreateResult, RemoveResult, ReplaceResult, Written } from '#shared/channels/manage-ports.ts';
import { isRecord } from '#shared/channels/section.ts';
import { showChannel } from '#shared/channels/show-channel.ts';
import type { Handlers, RouteRequest } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import { badQuery, limit, readQuery, text } from '../../edge/query.ts';
import type { AdminDeps } from '../deps.ts';
import { noChannel } from './answers.ts';
import { pageByName } from './page-by-name.ts';

type ChannelOperation = 'listChannels' | 'createChannel' | 'getChannel' | 'replaceChannel' | 'deleteChannel';

/** The routes of channels. */
export function channelRoutes({ channels }: AdminDeps): Pick<Handlers<'admin'>, ChannelOperation> {
  return {
    listChannels: async ({ query }) => {
      const read = readQuery<{ limit: number; cursor?: string }>(query, { limit: limit(1_000), cursor: text });
      if (read.kind === 'invalid') return badQuery(read.errors);

      const page = pageByName(await channels.list(), (channel) => channel.name, read.values);
      return json({ items: page.items.map(shown), cursor: page.cursor });
    },
    createChannel: async ({ request }) => {
      const body = await readJson(request);
      return body.kind === 'refused' ? body.answer : written(await channels.create(asShown(body.value)));
    },
    getChannel: async (request) => {
      const channel = await channels.get(nameOf(request));
      return channel === undefined ? noChannel() : json(shown(channel));
    },
    replaceChannel: async (request) => {
      const body = await readJson(request.request);
      return body.kind === 'refused'
        ? body.answer
        : written(await channels.replace(nameOf(request), asShown(body.value)));
    },
    deleteChannel: async (request) => removed(await channels.remove(nameOf(request))),
  };
}

/** The channel a path names. */
export function nameOf(request: RouteRequest): string {
  return (request.params['name'] ?? '').trim();
}

function written(result: CreateResult | ReplaceResult): Response {
  switch (result.kind) {
    case 'created':
      return json(shownWith(result), 201, { location: `/v1/channels/${encodeURIComponent(result.channel.name)}` });
    case 'replaced':
      return json(shownWith(result));
    case 'invalid':
      return problem('invalid', { detail: 'Nothing was changed. Mend every field named.', errors: result.errors });
    case 'name-taken':
      return problem('name-taken', {
        detail: 'There is a channel of this name already: PUT on its own path replaces it.',
      });
    case 'not-found':
      return noChannel();
    case 'managed-by-file':
      return managedByFile();
    case 'changed-meanwhile':
      return problem('changed-meanwhile', { detail: 'Get the channel again, and repeat your change on that.' });
    default:
      return result satisfies never;
  }
}

/** Warnings and remarks come beside the channel only when there are any: what is shown can be put back as it is. */
function shownWith({ channel, warnings, remarks }: Written): object {
  return {
    ...shown(channel),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(remarks.length === 0 ? {} : { remarks }),
  };
}

/** With where it comes from: whoever applies a file must know which channels are none of his. */
function shown(channel: Channel): object {
  return { ...showChannel(channel), origin: channel.origin };
}

/** What is shown can be put back: that a channel is of the API is true of all that come in here. Anything else is refused. */
export function asShown(input: unknown): unknown {
  if (!isRecord(input) || input['origin'] !== 'api') return input;
  const { origin: _, ...rest } = input;
  return rest;
}

function removed(result: RemoveResult): Response {
  switch (result.kind) {
    case 'removed':
      return new Response(null, { status: 204 });
    case 'not-found':
      return noChannel();
    case 'managed-by-file':
      return managedByFile();
    case 'referenced':
      return problem('referenced', { detail: `It is named by ${result.by.join('; ')}. Change that first.` });
    case 'holds-waiting':
      return problem('holds-waiting', {
        detail:
          'Alerts wait in it. Try again when they are told; those of a disabled channel end within a minute or two, those that a silence or the window of a rule holds when that ends.',
      });
    default:
      return result satisfies never;
  }
}

function managedByFile(): Response {
  return problem('managed-by-file', { detail: 'This channel comes from tocsin.yaml: change it there.' });
}
