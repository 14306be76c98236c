import { randomBytes } from 'node:crypto'
import type { ControlledNode, EventView, KeyView, MemberState, MemberView } from '../control/ports.ts'
import type { GossipNode } from '../gossip/sdk/gossip-node.ts'
import type { MemberInfo, NodeEvent } from '../gossip/sdk/node-event.ts'
import type { Payload } from '../gossip/sdk/payload.ts'
import { roundSpan } from '../gossip/sdk/round-span.ts'
import type { MemberStatus } from '../gossip/wire/messages.ts'
import type { MeshMetrics } from '../telemetry/mesh-metrics.ts'

export interface ControlParts {
  readonly node: GossipNode
  readonly metrics: MeshMetrics
  readonly cluster: string
  readonly network: string
  readonly version: string
  readonly leave: () => void
}

const STATES: Readonly<Record<MemberStatus, MemberState>> = {
  alive: 'alive',
  suspect: 'suspicious',
  dead: 'dead',
  left: 'left',
}

/** A node as its control surface sees it. */
export function controlled({
  node,
  metrics,
  cluster,
  network,
  version,
  leave,
}: ControlParts): ControlledNode {
  const beganMs = performance.now()
  return {
    status() {
      const { alive, suspect: suspicious, dead, left } = node.stats().members
      return {
        name: node.name,
        address: node.address,
        cluster,
        network,
        generation: node.generation,
        version,
        uptime_seconds: Math.floor((performance.now() - beganMs) / 1000),
        members: { alive, suspicious, dead, left },
      }
    },
    members: () =>
      node
        .members()
        .map((member) => memberView(node, member))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    *keys(prefix) {
      for (const key of node.keys(prefix)) {
        const view = keyView(node, key)
        if (view) yield view
      }
    },
    get: (key) => keyView(node, key),
    set: (key, value) => node.set(key, value),
    delete: (key) => node.delete(key),
    describe: (metadata) => node.describe(metadata),
    broadcast: (name, payload, ttl) => node.broadcast(name, payload, ttl === undefined ? {} : { ttl }),
    async query({ name, payload, to, timeoutMs }) {
      const query = node.query(name, payload, { timeoutMs, ...(to && { to }) })
      const { answers, silent } = await query.collect()
      return {
        answers: answers.map(({ payload: body, ...answer }) => ({ ...answer, payload: readable(body) })),
        silent,
      }
    },
    watch: (prefix, listener) =>
      node.watch(prefix, ({ key, value, type }) =>
        listener({ key, ...(value !== undefined && { value }), ...(type !== undefined && { type }) }),
      ),
    onEvent: (listener, withRounds) =>
      node.onEvent((event) => {
        const view = eventView(event, withRounds)
        if (view) listener(view)
      }),
    stats() {
      const { members, ...others } = node.stats()
      const { suspect: suspicious, ...same } = members
      return { ...others, members: { ...same, suspicious } }
    },
    metrics: () => metrics.text(),
    leave,
  }
}

function memberView(
  node: GossipNode,
  { name, address, status, generation, incarnation, isSelf, metadata }: MemberInfo,
) {
  const isLive = status === 'alive' || status === 'suspect'
  const view: MemberView = {
    name,
    address,
    state: STATES[status],
    generation,
    incarnation,
    self: isSelf,
    phi: isSelf || !isLive ? null : rounded(node.phi(name)),
    rtt_ms: isSelf || !isLive ? null : rounded(node.roundTrip(name)),
    metadata,
  }
  return view
}

function keyView(node: GossipNode, key: string): KeyView | undefined {
  const value = node.get(key)
  return value === undefined ? undefined : { key, value }
}

function rounded(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.round(value * 1000) / 1000
}

/** JSON if it is; text if it is that; else bytes. */
function readable({ bytes, json, text }: Payload): unknown {
  if (json !== undefined) return json
  return text.includes('\uFFFD') ? bytes : text
}

function eventView(event: NodeEvent, withRounds: boolean): EventView | undefined {
  if ('member' in event) {
    const { name, address, status, generation, metadata } = event.member
    return { event: event.kind, name, address, state: STATES[status], generation, metadata }
  }
  switch (event.kind) {
    case 'delta':
      return undefined
    case 'round':
      return withRounds ? spanOf(event) : undefined
    case 'change':
      return { event: 'change', key: event.key, ...(event.value !== undefined && { value: event.value }) }
    case 'broadcast':
      return { event: 'broadcast', from: event.from, name: event.name, payload: readable(event.payload) }
    default: {
      const { kind, ...rest } = event
      return { event: kind, ...rest }
    }
  }
}

const TRACE_ID_BYTES = 16
const SPAN_ID_BYTES = 8

/** Its length is the smoothed round trip. */
function spanOf({ peer, roundTripMs, mismatch }: NodeEvent & { readonly kind: 'round' }): EventView {
  const ids = { traceId: hexId(TRACE_ID_BYTES), spanId: hexId(SPAN_ID_BYTES) }
  return { event: 'round', ...roundSpan({ peer, durationMs: roundTripMs, mismatch }, Date.now(), ids) }
}

function hexId(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}
