import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'
import { errorMessage } from '../../base/errors.ts'
import { seededStream } from '../../base/rng.ts'
import type { Envelope } from '../protocol/envelope.ts'
import { ERROR_CODE } from '../protocol/errors.ts'
import { type ParsedLine, parseLine, serializeLine } from '../protocol/line.ts'
import type { MaelstromNode, NodeHost, NodeProgram } from './node-port.ts'

/** A longer line is dropped. A read of a long run's values is far below it. */
export const MAX_LINE_LENGTH = 16 * 1024 * 1024
/** As much as one log line tells of a line that is no message. */
const SHOWN_LENGTH = 200

export interface Stdio {
  readonly input: Readable
  readonly write: (text: string) => void
  readonly log: (line: string) => void
  readonly seed: number
}

/** Runs a node until its input ends: one message per line on either side. */
export async function runStdioNode(program: NodeProgram, stdio: Stdio): Promise<void> {
  const timers = new Set<NodeJS.Timeout>()
  const host: NodeHost = {
    nowMs: () => performance.timeOrigin + performance.now(),
    after: (ms, fire) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        fire()
      }, ms)
      timers.add(timer)
      return () => {
        timers.delete(timer)
        clearTimeout(timer)
      }
    },
    random: seededStream(stdio.seed, 'node'),
    send: (message) => stdio.write(serializeLine(message)),
    log: stdio.log,
  }
  const node = program(host)
  await readLines(stdio.input, (line) => receiveLine(node, host, line), stdio.log)
  for (const timer of timers) clearTimeout(timer)
}

function receiveLine(node: MaelstromNode, host: NodeHost, line: string): void {
  if (line.trim() === '') return
  const parsed = parseLine(line)
  if (parsed.ok) receive(node, host, parsed.message)
  else refuse(host, line, parsed)
}

/** What a workload cannot cope with costs one message; the end of the node would cost all. */
function receive(node: MaelstromNode, host: NodeHost, message: Envelope): void {
  try {
    node.receive(message)
  } catch (error) {
    host.log(`${message.body.type} of ${message.src} failed: ${errorMessage(error)}`)
  }
}

function refuse(host: NodeHost, line: string, { reason, replyTo }: ParsedLine & { ok: false }): void {
  host.log(`not a message (${reason}): ${line.slice(0, SHOWN_LENGTH)}`)
  if (replyTo) host.send(refusal(replyTo.dest, replyTo.src, replyTo.msgId, reason))
}

function refusal(src: string, dest: string, msgId: number, text: string): Envelope {
  const code = ERROR_CODE.malformedRequest
  return { src, dest, body: { type: 'error', in_reply_to: msgId, code, text } }
}

async function readLines(
  input: Readable,
  onLine: (line: string) => void,
  log: (line: string) => void,
): Promise<void> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let isTooLong = false
  for await (const chunk of input) {
    const lines = decoder.write(chunk).split('\n')
    lines[0] = rest + (lines[0] ?? '')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!isTooLong) onLine(line)
      isTooLong = false
    }
    if (rest.length > MAX_LINE_LENGTH || isTooLong) {
      if (!isTooLong) log(`a line of more than ${MAX_LINE_LENGTH} characters is dropped`)
      isTooLong = true
      rest = ''
    }
  }
  if (rest !== '' && !isTooLong) onLine(rest)
}
