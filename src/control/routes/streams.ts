import type { ControlRoute } from '../exchange.ts'

/** What happens, from now on, one line of JSON each. */
export const STREAM_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/watch',
    handle: (node, { query }) => ({
      kind: 'stream',
      open: (line) => node.watch(query.get('prefix') ?? '', line),
    }),
  },
  {
    method: 'GET',
    path: '/events',
    handle: (node, { query }) => ({
      kind: 'stream',
      open: (line) => node.onEvent(line, query.get('rounds') === 'true'),
    }),
  },
]
