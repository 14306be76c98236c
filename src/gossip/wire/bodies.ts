import { assertNever } from '../../base/assert.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import {
  readLimitedEvent,
  readReply,
  readRequest,
  writeLimitedEvent,
  writeReply,
  writeRequest,
} from './calls.ts'
import { readDelta, readRumour, writeDelta, writeRumour } from './changes.ts'
import { FLAG, NO_FLAGS } from './flags.ts'
import {
  readJoin,
  readJoinAccepted,
  readJoinRefused,
  writeJoin,
  writeJoinAccepted,
  writeJoinRefused,
} from './joining.ts'
import type { Message } from './messages.ts'
import {
  readAck,
  readPing,
  readPingRequest,
  readRelayAck,
  writeAck,
  writePing,
  writePingRequest,
  writeRelayAck,
} from './probing.ts'

export type MessageType = Message['type']

/** The header's type byte is the place in this list, counted from 1. New types are added at its end. */
export const MESSAGE_TYPES: readonly MessageType[] = [
  'join',
  'join-accepted',
  'join-refused',
  'ping',
  'ack',
  'ping-request',
  'relay-ack',
  'delta',
  'rumour',
  'limited-event',
  'request',
  'reply',
]

export function codeOfType(type: MessageType): number {
  return MESSAGE_TYPES.indexOf(type) + 1
}

export function typeOfCode(code: number): MessageType | undefined {
  return MESSAGE_TYPES[code - 1]
}

const TYPES_WITH_FLAG: ReadonlySet<MessageType> = new Set([
  'ping',
  'ack',
  'relay-ack',
  'delta',
  'rumour',
  'reply',
])

export function knownFlags(type: MessageType): number {
  return TYPES_WITH_FLAG.has(type) ? FLAG : NO_FLAGS
}

/** Gives the flags of the frame. */
export function writeBody(writer: ByteWriter, message: Message): number {
  switch (message.type) {
    case 'ping':
      return writePing(writer, message)
    case 'ack':
      return writeAck(writer, message)
    case 'relay-ack':
      return writeRelayAck(writer, message)
    case 'delta':
      return writeDelta(writer, message)
    case 'rumour':
      return writeRumour(writer, message)
    case 'reply':
      return writeReply(writer, message)
    default:
      writeFlaglessBody(writer, message)
      return NO_FLAGS
  }
}

type FlaglessMessage = Exclude<Message, { type: 'ping' | 'ack' | 'relay-ack' | 'delta' | 'rumour' | 'reply' }>

function writeFlaglessBody(writer: ByteWriter, message: FlaglessMessage): void {
  switch (message.type) {
    case 'join':
      return writeJoin(writer, message)
    case 'join-accepted':
      return writeJoinAccepted(writer, message)
    case 'join-refused':
      return writeJoinRefused(writer, message)
    case 'ping-request':
      return writePingRequest(writer, message)
    case 'limited-event':
      return writeLimitedEvent(writer, message)
    case 'request':
      return writeRequest(writer, message)
  }
}

/** What it gives counts only if the reader has not failed. */
export function readBody(reader: ByteReader, type: MessageType, flags: number): Message {
  const flag = (flags & FLAG) !== 0
  switch (type) {
    case 'join':
      return readJoin(reader)
    case 'join-accepted':
      return readJoinAccepted(reader)
    case 'join-refused':
      return readJoinRefused(reader)
    case 'ping':
      return readPing(reader, flag)
    case 'ack':
      return readAck(reader, flag)
    case 'ping-request':
      return readPingRequest(reader)
    case 'relay-ack':
      return readRelayAck(reader, flag)
    case 'delta':
      return readDelta(reader, flag)
    case 'rumour':
      return readRumour(reader, flag)
    case 'limited-event':
      return readLimitedEvent(reader)
    case 'request':
      return readRequest(reader)
    case 'reply':
      return readReply(reader, flag)
    default:
      return assertNever(type)
  }
}
