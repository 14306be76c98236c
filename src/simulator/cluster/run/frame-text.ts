import { decodeFrame } from '../../../gossip/wire/frame.ts'
import type { DigestRow, MemberRow, Message, Piece } from '../../../gossip/wire/messages.ts'
import type { MessageType, TracedMessage } from '../cluster-report.ts'

type Text = Pick<TracedMessage, 'type' | 'frame' | 'updates' | 'summary'>
type Row = Pick<MemberRow | DigestRow, 'name' | 'status' | 'incarnation'>

const SHOWN_NAMES = 4

/** What a frame is in the classic picture of four kinds, which members it has news of, and what else is in it. */
export function frameText(bytes: Uint8Array): Text {
  const decoded = decodeFrame(bytes)
  if (!decoded.ok) return { type: 'update', frame: 'unreadable', updates: [], summary: decoded.reason }
  const { message } = decoded
  return {
    type: typeOf(message),
    frame: message.type,
    updates: newsIn(message).map(({ name, status, incarnation }) => ({
      node: name,
      state: status,
      incarnation,
    })),
    summary: summaryOf(message),
  }
}

function typeOf(message: Message): MessageType {
  switch (message.type) {
    case 'ping':
    case 'ping-request':
      return 'ping'
    case 'ack':
    case 'relay-ack':
      return 'ack'
    case 'limited-event':
      return 'broadcast'
    case 'rumour':
      return hasEvents(message.pieces) ? 'broadcast' : 'update'
    default:
      return 'update'
  }
}

/** Members of whom it tells what they are: news of others that rides on it, or on a ping the target's own suspicion. */
function newsIn(message: Message): readonly Row[] {
  switch (message.type) {
    case 'ping':
      return message.suspicion ? [message.suspicion] : []
    case 'ack':
      return message.digest?.rows ?? []
    case 'rumour':
    case 'delta':
      return message.members
    case 'join':
      return [message.row]
    case 'join-accepted':
      return [message.row, ...message.members]
    default:
      return []
  }
}

function summaryOf(message: Message): string {
  switch (message.type) {
    case 'ping':
      return `seq ${message.seq}${message.suspicion ? `, you are held ${message.suspicion.status}` : ''}`
    case 'ack':
      return `seq ${message.seq}, ${message.digest ? `digest of ${message.digest.rows.length}` : 'the same here'}`
    case 'ping-request':
      return `seq ${message.seq}, is ${message.target} there?`
    case 'relay-ack':
      return `seq ${message.seq}, ${message.target} ${message.reached ? 'answers' : 'is silent'}`
    case 'rumour':
      return `${inside(message.members, message.pieces)}, hop ${message.hops}`
    case 'delta':
      return `${inside(message.members, message.pieces)}, asks for ${names(message.wants)}`
    case 'join':
      return `as ${message.row.name}`
    case 'join-accepted':
      return `by ${message.row.name}, of ${message.members.length} members`
    case 'join-refused':
      return message.code
    case 'limited-event':
      return `${message.name} of ${message.origin}, ttl ${message.ttl}`
    default:
      return message.id
  }
}

function inside(members: readonly MemberRow[], pieces: readonly Piece[]): string {
  const entries = pieces.flatMap((piece) => piece.entries.map(({ key }) => `${piece.owner}/${key}`))
  return `members ${names(members)}, entries ${listed(entries)}`
}

function names(rows: ReadonlyArray<{ readonly name: string }>): string {
  return listed(rows.map(({ name }) => name))
}

function listed(all: readonly string[]): string {
  const shown = all.slice(0, SHOWN_NAMES).join(' ') || 'none'
  return all.length > SHOWN_NAMES ? `${shown} and ${all.length - SHOWN_NAMES} more` : shown
}

function hasEvents(pieces: readonly Piece[]): boolean {
  return pieces.some(({ entries }) => entries.some(({ kind }) => kind === 'event'))
}
